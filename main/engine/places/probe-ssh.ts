import { existsSync, readFileSync } from 'node:fs'
import type { HostKey, PlaceCheck } from '../../contract/procedures/places.ts'
import type { Core } from '../core.ts'
import { keysOfHost, knownAs } from '../kit/host-keys.ts'
import { quote } from '../kit/quote.ts'
import { askSsh, type SshAnswer } from '../repositories/reach/ask-ssh.ts'
import { scanHostKey } from '../repositories/reach/host-key.ts'
import type { PlaceOf } from '../repositories/reach/reach.ts'
import { keyFileCheck } from './key-file-check.ts'
import { bad, good } from './place-check.ts'

/** What ssh says of a place before restic comes: whether it is the machine that it should be, and lets us in. `isIn`: whether there is any use in going on. */
export type SshProbe = { readonly isIn: boolean; readonly checks: readonly PlaceCheck[]; readonly hostKey: HostKey | null }

/** Knocks at an SFTP server as restic would. Nobody is asked anything, and nothing is trusted that was not confirmed. Throws a problem where there is no ssh. */
export async function probeSsh(core: Core, place: PlaceOf<'sftp'>, signal: AbortSignal): Promise<SshProbe> {
  const answer = await askSsh(core, place, signal)
  switch (answer.kind) {
    case 'in':
      return { isIn: true, checks: [good('host-key', `${place.host} is the machine that it was: its host key is known.`)], hostKey: null }
    case 'host-key-unknown':
    case 'host-key-changed':
      return ofHostKey(core, place, answer.kind === 'host-key-changed' ? 'changed' : 'unknown', signal)
    default: {
      const ofKey = answer.kind === 'key-refused' ? keyFileCheck(place.identityFile) : undefined
      return { isIn: false, checks: [ofKey ?? wordsOfSsh(answer, place)], hostKey: null }
    }
  }
}

async function ofHostKey(core: Core, place: PlaceOf<'sftp'>, state: 'unknown' | 'changed', signal: AbortSignal): Promise<SshProbe> {
  const { host, port = 22 } = place
  const shown = await scanHostKey(core, place, signal)
  const keys = 'kind' in shown ? [] : [{ type: shown.type, fingerprint: shown.fingerprint }]
  const key = keys[0] === undefined ? '' : `: ${keys[0].type} ${keys[0].fingerprint}`
  const check =
    state === 'unknown'
      ? bad(
          'host-key',
          `${host} was never seen before. It shows this host key${key}.`,
          'Compare the fingerprint with the one that whoever runs the machine tells you, and accept it only if it is the same (--accept-host-key).',
        )
      : bad(
          'host-key',
          `${host} shows another host key than before${key}. It was set up anew, or another machine answers in its place, which could then read and remove what you send.`,
          `Ask whoever runs it. Only if they say that it was set up anew: take the old key out (${commandToForget(core, host, port)}) and accept the new one.`,
        )
  return { isIn: false, checks: [check], hostKey: { host, port, state, keys } }
}

/** How the old key is taken out where it stands: in the file with those that were confirmed here, else in the person's own. */
function commandToForget({ home }: Core, host: string, port: number): string {
  const isOurs = existsSync(home.knownHosts) && keysOfHost(readFileSync(home.knownHosts, 'utf8'), host, port).length > 0
  const file = isOurs ? ` -f ${quote(home.knownHosts, process.platform)}` : ''
  return `ssh-keygen -R ${quote(knownAs(host, port), process.platform)}${file}`
}

/** Why ssh did not let us in. Pure. */
function wordsOfSsh(
  answer: Exclude<SshAnswer, { kind: 'in' | 'host-key-unknown' | 'host-key-changed' }>,
  { host, port, user }: Pick<PlaceOf<'sftp'>, 'host' | 'port' | 'user'>,
): PlaceCheck {
  const where = port === undefined ? host : `${host}:${port}`
  switch (answer.kind) {
    case 'key-refused':
      return bad(
        'credentials',
        `${where} does not let ${user ?? 'you'} in with the key that was shown.`,
        'Put the public key into authorized_keys of that user there, or name the right private key (--identity-file). A key with a passphrase has to be in the ssh agent.',
      )
    case 'no-sftp':
      return bad('server', `${where} lets us in, and has no SFTP.`, 'Have SFTP switched on there (Subsystem sftp internal-sftp).')
    case 'no-answer':
      return noAnswer(where, answer.why)
  }
}

function noAnswer(where: string, why: string): PlaceCheck {
  if (/could not resolve|name or service not known|temporary failure in name resolution/i.test(why))
    return bad(
      'server',
      `There is no machine ${where}, or this one is on no network.`,
      'Look whether the name is spelt right, and whether this machine is on the network.',
    )
  if (/connection refused/i.test(why))
    return bad(
      'server',
      `${where} refuses the connection: no ssh server listens there.`,
      'Look whether the ssh server runs, and whether the port is right.',
    )
  if (/no route|unreachable/i.test(why))
    return bad('server', `There is no way to ${where}.`, 'Look whether this machine is on the right network, or its VPN is on.')
  if (/no answer|timed out/i.test(why))
    return bad('server', `${where} does not answer.`, 'Look whether it runs, the port is right, and no firewall is in between.')
  return bad('server', `${where} cannot be logged in to: ${why.replace(/\.$/, '')}.`, 'Try it by hand with ssh, and look at what it says.')
}
