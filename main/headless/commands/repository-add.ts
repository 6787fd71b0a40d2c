import { readFile } from 'node:fs/promises'
import os from 'node:os'
import { exitCodeOf } from '../../contract/exit-code.ts'
import type { RepositorySecret } from '../../contract/procedures/repository-entry.ts'
import type { SetupPassword } from '../../contract/procedures/setup.ts'
import { printable } from '../../contract/words/printable.ts'
import { fail } from '../../engine/problem-error.ts'
import { type ClientSession, type CommonOptions, fromWhereCalled, withClient } from '../command-host.ts'
import { followToEnd } from '../follow.ts'
import type { PlaceFlags } from '../repository-settings.ts'
import { endingAsJson, showEnding } from '../show-ending.ts'
import { askLine } from '../terminal/ask-line.ts'
import { askNewSecret } from '../terminal/ask-new-secret.ts'
import { askSecret } from '../terminal/ask-secret.ts'
import { readSecrets } from '../terminal/read-secrets.ts'

/** Flags of `vaultkeeper repository add` and `adopt`. */
export type AddRepositoryFlags = CommonOptions &
  PlaceFlags & {
    readonly adopt?: boolean
    readonly password: 'generated' | 'ask' | 'kept'
    readonly in: 'keychain' | 'file'
    readonly secretsFromStdin?: boolean
    readonly plan?: readonly string[]
    readonly acceptHostKey?: string
  }

/** The flags, and whether the repository is to be there already. */
export type AddRepositoryOptions = AddRepositoryFlags & { readonly mode: 'make' | 'adopt' }

type Settings = Record<string, unknown>
type Place = { settings?: Settings }

/**
 * `vaultkeeper repository add NAME`, and `adopt`: asks for the secrets, tests the place, lets a person confirm the host key, makes the repository or takes it over,
 * and names it in the configuration.
 */
export function repositoryAddCommand(name: string, settings: Settings | undefined, options: AddRepositoryOptions): Promise<number> {
  return withClient({ json: options.json === true, debug: options.debug === true }, async (session) => {
    const { client, screen } = session
    const given = options.secretsFromStdin ? await readSecrets() : undefined
    const typed = given?.get('password')
    given?.delete('password')
    const place = settings === undefined ? {} : { settings: withFiles(settings) }
    const needs = await client.repositories.needs({ repository: name, ...place }, { signal: session.signal })
    const secrets = given === undefined ? await askSecrets(needs) : Object.fromEntries(given)
    refuseUnasked(Object.keys(secrets), needs)
    refuseMissing(secrets, needs)
    const password = await passwordOf(name, options, typed)
    const acceptHostKey = options.acceptHostKey ?? (await confirmHostKey(session, name, place, secrets))
    const { job } = await client.repositories.add({
      name,
      ...place,
      secrets,
      password,
      keepIn: options.in,
      mode: options.mode === 'adopt' ? 'adopt' : options.adopt ? 'either' : 'make',
      plans: [...(options.plan ?? [])],
      ...(acceptHostKey === undefined ? {} : { acceptHostKey }),
    })
    const { runs, remarks } = await followToEnd(session, { job })
    const [ended] = runs.filter((run) => run.kind === 'init')
    if (ended === undefined) throw new TypeError('adding a repository ends with its run')
    if (screen.json) {
      screen.emit({ ...endingAsJson(ended), command: 'repository', repository: name, remarks })
      return exitCodeOf(ended.verdict)
    }
    return showEnding(screen, ended, ({ location, password: kept }) => [
      `${screen.paint('good', '✔')} "${name}" is ready: ${printable(location)}`,
      ...remarks.map((remark) => `  ${printable(remark)}`),
      ...(options.plan === undefined && options['mirrorOf'] === undefined
        ? [`  To have a plan write into it: vaultkeeper repository add ${name} --plan PLAN`]
        : []),
      `  Its password is kept in ${kept === 'keychain' ? 'the keychain' : kept === 'file' ? 'a file that only you can read' : 'no place of ours: it comes from the environment'}.`,
      `  Write down how to get everything back: vaultkeeper kit --repository ${name}`,
    ])
  })
}

/** Files and folders of this machine as seen from where the command was called; `~` is what the configuration makes of it, and it refuses an empty one. */
function withFiles(settings: Settings): Settings {
  const files = ['identityFile', 'knownHosts', 'caCertificate', 'configFile', ...(settings['type'] === 'local' ? ['path'] : [])]
  const named = files.filter((field) => settings[field] && !/^~(?:[/\\]|$)/.test(String(settings[field])))
  return { ...settings, ...Object.fromEntries(named.map((field) => [field, fromWhereCalled(String(settings[field]))])) }
}

/** Asks on the terminal for what the place needs; what is kept already is kept by an empty answer. */
async function askSecrets(needs: readonly RepositorySecret[]): Promise<Record<string, string>> {
  if (process.stdin.isTTY !== true) return {}
  const answers: Record<string, string> = {}
  for (const { part, label, optional, kept } of needs) {
    const isKept = kept !== 'nowhere' && kept !== 'unknown'
    const hint = isKept ? ' (empty: the one that is kept)' : optional ? ' (empty: none)' : ''
    // It is a file of many lines, of which a terminal would give the first alone.
    const answer =
      part === 'service-account'
        ? await readNamedFile(await askLine(`${label}, name of the file${hint}: `))
        : await askSecret(`${label}${hint}: `)
    if (answer !== '') answers[part] = answer
  }
  return answers
}

async function readNamedFile(name: string): Promise<string> {
  if (name === '') return ''
  const file = fromWhereCalled(name.replace(/^~(?=[/\\])/, os.homedir()))
  try {
    return await readFile(file, 'utf8')
  } catch {
    return fail('file-not-read', `The file ${file} cannot be read.`, 'Look whether its name is right, and whether you may read it.')
  }
}

/** A part that is spelt wrong would be left out without a word. What was given is not told: it may be a secret that stands in the wrong place. */
function refuseUnasked(given: readonly string[], needs: readonly RepositorySecret[]): void {
  if (given.every((part) => needs.some((need) => need.part === part))) return
  fail(
    'secrets-not-understood',
    'Standard input names a secret that this place does not ask for.',
    `It asks for: ${[...needs.map(({ part }) => part), 'password'].join(', ')}.`,
  )
}

/** Said here, in terms of the command line: the engine does not know how it was called. */
function refuseMissing(given: Readonly<Record<string, string>>, needs: readonly RepositorySecret[]): void {
  const missing = needs.find(({ part, optional, kept }) => !optional && kept === 'nowhere' && given[part] === undefined)
  if (missing === undefined) return
  fail(
    'credential-not-set',
    `The place asks for "${missing.label}", which was not given.`,
    `It is asked for on a terminal. Else add --secrets-from-stdin, and give a line ${missing.part}=… on standard input.`,
  )
}

async function passwordOf(
  name: string,
  { password: how, mode, adopt }: AddRepositoryOptions,
  given: string | undefined,
): Promise<SetupPassword> {
  if (given !== undefined) return { how: 'typed', value: given }
  if (how !== 'ask') return { how }
  // That of one which is there has to be right anyway.
  const ask = mode === 'make' && adopt !== true ? askNewSecret : askSecret
  const value = await ask(`Password of the repository "${name}": `)
  if (value === '')
    fail(
      'password-unusable',
      'No password was given.',
      'Type it, or pass it on standard input: add --secrets-from-stdin, and a line password=…',
    )
  return { how: 'typed', value }
}

/** The fingerprint that the person in front of the terminal confirms, of a server that was never seen before. One that has changed is never asked about. */
async function confirmHostKey(
  { client, signal, screen }: ClientSession,
  name: string,
  place: Place,
  secrets: Record<string, string>,
): Promise<string | undefined> {
  if (place.settings?.['type'] !== 'sftp' || process.stdin.isTTY !== true) return undefined
  const { hostKey } = await client.repositories.test({ repository: name, ...place, secrets }, { signal })
  const [first] = hostKey?.keys ?? []
  if (hostKey?.state !== 'unknown' || first === undefined) return undefined
  screen.tell(`${printable(hostKey.host)} was never seen before. It shows this host key:`)
  for (const { type, fingerprint } of hostKey.keys) screen.tell(`  ${type}  ${fingerprint}`)
  screen.tell('Compare it with what whoever runs that machine tells you: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
  const answer = await askLine('Is it the same? Type yes, or the fingerprint: ')
  return answer === 'yes' ? first.fingerprint : hostKey.keys.find(({ fingerprint }) => fingerprint === answer)?.fingerprint
}
