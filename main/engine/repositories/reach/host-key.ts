import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'
import type { Core } from '../../core.ts'
import { writePrivateFile } from '../../home/write-private-file.ts'
import { fail } from '../../problem-error.ts'
import { answerOf, runSsh, type SshAnswer, type SshPlace } from './ask-ssh.ts'
import { hostKeyFingerprint } from './host-key-fingerprint.ts'

/** The key by which an SSH server is recognised. */
export type HostKey = {
  /** `ssh-ed25519` */
  readonly type: string
  /** As ssh shows it: `SHA256:` and 43 characters. */
  readonly fingerprint: string
  /** As it stands in a file of host keys, with the name under which ssh looks for it. */
  readonly line: string
}

/**
 * The host key that a server shows now, whoever it is: to be compared by a person. Nothing is trusted and nobody is logged in. ssh itself asks, so that names
 * and ways of the person's ssh configuration (aliases, jump hosts) count. Throws a problem where there is no ssh.
 */
export async function scanHostKey(
  core: Core,
  place: SshPlace,
  signal?: AbortSignal,
): Promise<HostKey | Extract<SshAnswer, { kind: 'no-answer' }>> {
  const folder = mkdtempSync(join(core.home.temporary, `${process.pid}-host-key-`))
  try {
    const file = join(folder, 'known_hosts')
    const options = [
      ['BatchMode', 'yes'],
      // Into a file that nobody else reads.
      ['StrictHostKeyChecking', 'accept-new'],
      ['UserKnownHostsFile', [file]],
      ['GlobalKnownHostsFile', [devNull]],
      ['HashKnownHosts', 'no'],
      ['UpdateHostKeys', 'no'],
      ['PreferredAuthentications', 'none'],
      ['ControlPath', 'none'],
      ['ClearAllForwardings', 'yes'],
      ['ConnectTimeout', '10'],
    ] as const
    const end = await runSsh(core, place, options, ['exit'], signal)
    const key = existsSync(file) ? hostKeysIn(readFileSync(file, 'utf8')).at(-1) : undefined
    if (key !== undefined) return key
    const answer = answerOf(end)
    return answer.kind === 'no-answer' ? answer : { kind: 'no-answer', why: 'it shows no host key' }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The host keys of a file as ssh writes it. Pure. */
function hostKeysIn(text: string): HostKey[] {
  return text.split('\n').flatMap((line) => {
    const [name, type, key] = line.trim().split(/\s+/)
    if (name === undefined || type === undefined || key === undefined || line.startsWith('#')) return []
    return [{ type, fingerprint: hostKeyFingerprint(key), line: `${name} ${type} ${key}` }]
  })
}

/** Writes a host key that a person confirmed into the home's own file, in place of what was there for that server. */
function rememberHostKey({ home }: Pick<Core, 'home'>, { line }: HostKey): void {
  const [name] = line.split(' ')
  const before = existsSync(home.knownHosts) ? readFileSync(home.knownHosts, 'utf8').split('\n') : []
  const others = before.filter((one) => one !== '' && one.split(' ')[0] !== name)
  writePrivateFile(home.knownHosts, `${[...others, line].join('\n')}\n`)
}

/**
 * Takes the host key that a person confirmed by its fingerprint for that of the server, if it still shows that one. Throws a problem otherwise.
 * @param fingerprint as a person saw it: `SHA256:...`
 */
export async function acceptHostKey(core: Core, place: SshPlace, fingerprint: string, signal?: AbortSignal): Promise<void> {
  const found = await scanHostKey(core, place, signal)
  if ('kind' in found)
    return fail('host-key-not-shown', `${place.host} shows no host key now: ${found.why}.`, 'Look whether the server runs, and try again.')
  if (found.fingerprint !== fingerprint)
    return fail(
      'host-key-other',
      `${place.host} shows another host key than the one that was confirmed: ${found.fingerprint}.`,
      'Compare it with the one on the server itself: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    )
  rememberHostKey(core, found)
}
