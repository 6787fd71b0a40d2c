import { exitCode } from '../../contract/exit-code.ts'
import type { PlaceTest } from '../../contract/procedures/places.ts'
import type { SetupPassword } from '../../contract/procedures/setup.ts'
import { fail } from '../../engine/problem-error.ts'
import { type ClientSession, type CommonOptions, withClient } from '../command-host.ts'
import { followToEnd } from '../follow.ts'
import { type PlaceFlags, settingsOf } from '../repository-settings.ts'
import { endingAsJson, showEnding } from '../show-ending.ts'
import { askLine } from '../terminal/ask-line.ts'
import { askSecret } from '../terminal/ask-secret.ts'
import { printable } from '../terminal/printable.ts'
import { readSecrets } from '../terminal/read-secrets.ts'
import { showChecks } from '../terminal/show-checks.ts'

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

/**
 * `vaultkeeper repository add NAME`, and `adopt`: asks for the secrets, tests the place, lets a person confirm the host key, makes the repository or takes it over,
 * and names it in the configuration.
 */
export function repositoryAddCommand(name: string, { json, debug, ...options }: AddRepositoryOptions): Promise<number> {
  const settings = settingsOf(options)
  return withClient({ json: json === true, debug: debug === true }, async (session) => {
    const { client, signal, screen } = session
    const given = options.secretsFromStdin ? await readSecrets() : undefined
    const typed = given?.get('password')
    given?.delete('password')
    const about = { ...(settings === undefined ? {} : { settings }) }
    const secrets = given === undefined ? await askSecrets(session, name, about) : Object.fromEntries(given)
    const asked = options.mode === 'adopt' && options.password !== 'kept'
    const password = await passwordOf(name, asked ? 'ask' : options.password, typed)
    const test = await client.repositories.test(
      { repository: name, ...about, secrets, ...(password.how === 'typed' ? { password: password.value } : {}) },
      { signal },
    )
    if (!screen.json) showChecks(test, screen, 'tell')
    const acceptHostKey = await confirmHostKey(session, test, options.acceptHostKey)
    const { job } = await client.repositories.add({
      name,
      ...about,
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
      return ended.verdict === 'done' ? exitCode.done : exitCode.failed
    }
    return showEnding(screen, ended, ({ existed, location, password: kept }) => [
      `${screen.paint('good', '✔')} ${existed || test.holds === 'repository' ? 'The repository that is there is taken over' : 'The encrypted repository is made'}: ${printable(location)}`,
      ...remarks.map((remark) => `  ${printable(remark)}`),
      `  Its password is kept in ${kept === 'keychain' ? 'the keychain' : kept === 'file' ? 'a file that only you can read' : 'no place of ours: it comes from the environment'}. Write down how to get everything back: vaultkeeper kit --repository ${name}`,
    ])
  })
}

/** Asks on the terminal for what the place needs; what is kept already is kept by an empty answer. */
async function askSecrets(
  { client, signal }: ClientSession,
  name: string,
  about: { settings?: Settings },
): Promise<Record<string, string>> {
  const needs = await client.repositories.needs({ repository: name, ...about }, { signal })
  if (process.stdin.isTTY !== true) return {}
  const answers: Record<string, string> = {}
  for (const { part, label, optional, kept } of needs) {
    const isKept = kept !== 'nowhere' && kept !== 'unknown'
    const answer = await askSecret(`${label}${isKept ? ' (empty: the one that is kept)' : optional ? ' (empty: none)' : ''}: `)
    if (answer !== '') answers[part] = answer
  }
  return answers
}

async function passwordOf(name: string, how: AddRepositoryOptions['password'], given: string | undefined): Promise<SetupPassword> {
  if (given !== undefined) return { how: 'typed', value: given }
  if (how !== 'ask') return { how }
  const value = await askSecret(`Password of the repository "${name}": `)
  if (value === '')
    fail(
      'password-unusable',
      'No password was given.',
      'Type it, or pass it on standard input: add --secrets-from-stdin, and a line password=…',
    )
  return { how: 'typed', value }
}

/** The fingerprint that the person confirms; nobody's where the key is known. One that has changed is never asked about. */
async function confirmHostKey(
  { screen }: ClientSession,
  { hostKey }: PlaceTest,
  accepted: string | undefined,
): Promise<string | undefined> {
  if (hostKey?.state !== 'unknown' || accepted !== undefined) return accepted
  const [first] = hostKey.keys
  if (first === undefined || process.stdin.isTTY !== true) return undefined
  screen.tell(`${hostKey.host} was never seen before. It shows this host key:`)
  for (const { type, fingerprint } of hostKey.keys) screen.tell(`  ${type}  ${fingerprint}`)
  screen.tell('Compare it with what whoever runs that machine tells you: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
  const answer = await askLine('Is it the same? Type yes, or the fingerprint: ')
  if (answer === 'yes') return first.fingerprint
  return hostKey.keys.find(({ fingerprint }) => fingerprint === answer)?.fingerprint
}
