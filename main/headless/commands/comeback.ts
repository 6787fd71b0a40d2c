import { existsSync } from 'node:fs'
import { exitCode, exitCodeOf } from '../../contract/exit-code.ts'
import type { ComebackMachine, ComebackPlace } from '../../contract/procedures/comeback.ts'
import type { EndedRun } from '../../contract/procedures/ended-run.ts'
import type { RepositorySecret } from '../../contract/procedures/repository-entry.ts'
import { printable } from '../../contract/words/printable.ts'
import { fail } from '../../engine/problem-error.ts'
import { type ClientSession, type CommonOptions, fromWhereCalled, withClient } from '../command-host.ts'
import { followToEnd } from '../follow.ts'
import { showProblem } from '../show-ending.ts'
import { askLine } from '../terminal/ask-line.ts'
import { askSecret } from '../terminal/ask-secret.ts'
import { readSecrets } from '../terminal/read-secrets.ts'
import { counted, whenInWords } from '../terminal/words.ts'

/** What `init --from` can be told. */
export type ComebackOptions = CommonOptions & {
  readonly from: string
  readonly machine?: string
  readonly vaults?: string
  readonly takeOver?: boolean
  readonly mendPlace?: boolean
  readonly in: 'keychain' | 'file'
  readonly caCertificate?: string
  readonly acceptHostKey?: string
  readonly secretsFromStdin?: boolean
}

const isAsked = () => process.stdin.isTTY === true

/** `vaultkeeper init --from REPOSITORY`: brings a machine back from its backups, by the password alone. */
export function comebackCommand(options: ComebackOptions): Promise<number> {
  return withClient({ json: options.json === true, debug: options.debug === true }, async (session) => {
    const { client, screen, signal } = session
    const { home, from, host } = await client.comeback.state(undefined, { signal })
    if (home === 'unfinished' && !screen.json)
      screen.tell(`${printable(host ?? 'A machine')} was on its way back here from ${printable(from ?? '')}, and was cut off: it goes on.`)
    const { place, needs, acceptHostKey } = await placeOf(session, options)
    const given = options.secretsFromStdin ? await readSecrets() : undefined
    const { password: typed, ...secrets } = given === undefined ? await askedSecrets(needs) : Object.fromEntries(given)
    const password = typed ?? (process.env['VAULTKEEPER_PASSWORD'] || (await askSecret('Password of the backups: ')))
    if (password === '')
      fail('password-unusable', 'No password was given.', 'Type it, give it on standard input, or set VAULTKEEPER_PASSWORD for this run.')
    const way = { place, secrets, password, ...(acceptHostKey === undefined ? {} : { acceptHostKey }) }
    const { machines } = await client.comeback.look(way, { signal })
    const machine = await machineOf(machines, options.machine ?? host ?? undefined)
    if (!screen.json) for (const line of describe(machine, screen)) screen.tell(line)
    const wish = {
      host: machine.host,
      vaults: await vaultsOf(machine, options.vaults, home === 'unfinished'),
      takeOver: options.takeOver === true || (machine.alive && (await agreed(`Is ${machine.host} gone, or will it back up no more?`))),
      mendPlace: options.mendPlace === true || (machine.elsewhere !== null && (await agreed('Shall the configuration be put right?'))),
      keepIn: options.in,
    }
    const { runs, remarks, verdict } = await followToEnd(session, await client.comeback.begin({ ...way, ...wish }, { signal }))
    if (screen.json) screen.emit(asJson(machine, runs, remarks, verdict))
    else for (const line of ended(session, machine, runs, remarks)) screen.say(line)
    return exitCodeOf(verdict)
  })
}

/** `vaultkeeper init --as-it-is`: a return that was cut off is left as far as it came. */
export function leaveCommand(options: CommonOptions): Promise<number> {
  return withClient(options, async ({ client, screen, signal }) => {
    await client.comeback.leave(undefined, { signal })
    if (screen.json) screen.emit({ command: 'init', exitCode: exitCode.done })
    else screen.say('It is left as it is. What is in the vaults is backed up from now on.')
    return exitCode.done
  })
}

/** Settings of the place, with what flags add to them; the host key of a server, where a person confirms it. */
async function placeOf({ client, screen, signal }: ClientSession, options: ComebackOptions) {
  const address = /^[a-z0-9]{2,}:/.test(options.from) && !existsSync(options.from) ? options.from : fromWhereCalled(options.from)
  const named = await client.comeback.place({ place: { type: 'address', address } }, { signal })
  const certificate = options.caCertificate === undefined ? {} : { caCertificate: fromWhereCalled(options.caCertificate) }
  const plain: ComebackPlace = { type: 'address', address }
  const place: ComebackPlace =
    options.caCertificate === undefined ? plain : { type: 'configured', settings: { ...named.settings, ...certificate } }
  const [first] = named.hostKey?.keys ?? []
  if (options.acceptHostKey !== undefined || named.hostKey?.state !== 'unknown' || first === undefined || !isAsked())
    return { place, needs: named.needs, acceptHostKey: options.acceptHostKey }
  screen.tell(`${printable(named.hostKey.host)} was never seen before. It shows this host key:`)
  for (const { type, fingerprint } of named.hostKey.keys) screen.tell(`  ${type}  ${fingerprint}`)
  screen.tell('Compare it with the one in your emergency kit.')
  const answer = await askLine('Is it the same? Type yes, or the fingerprint: ')
  const confirmed = answer === 'yes' ? first.fingerprint : named.hostKey.keys.find(({ fingerprint }) => fingerprint === answer)?.fingerprint
  return { place, needs: named.needs, acceptHostKey: confirmed }
}

/** What variables give already is not asked for; nobody is asked where there is no terminal. */
async function askedSecrets(needs: readonly RepositorySecret[]): Promise<Record<string, string>> {
  const answers: Record<string, string> = {}
  if (!isAsked()) return answers
  for (const { part, label, optional, kept } of needs) {
    if (kept !== 'nowhere') continue
    const answer = await askSecret(`${label}${optional ? ' (empty: none)' : ''}: `)
    if (answer !== '') answers[part] = answer
  }
  return answers
}

async function machineOf(machines: readonly ComebackMachine[], named: string | undefined): Promise<ComebackMachine> {
  const names = machines.map(({ host }) => host)
  const [only] = machines
  if (only === undefined)
    return fail(
      'nothing-to-come-back',
      'There are no snapshots in this repository.',
      'Look whether it is the right one; it stands in your emergency kit.',
    )
  const host = named ?? (names.length === 1 ? only.host : await askLine(`Which machine shall come back? ${names.join(', ')}: `))
  if (host === '')
    return fail('machine-needed', `Several machines back up there: ${names.join(', ')}.`, `Say which: --machine ${only.host}`)
  return (
    machines.find((one) => one.host === host) ??
    fail('machine-unknown', `There are no snapshots of a machine "${host}" there.`, `There is: ${names.join(', ')}.`)
  )
}

/** Ids of the vaults that are to be restored; asked for on a terminal, and none without. */
async function vaultsOf({ vaults }: ComebackMachine, said: string | undefined, unfinished: boolean): Promise<string[]> {
  // What a return that was cut off had begun lies there, and goes on.
  const possible = vaults.filter(({ snapshots, there, path }) => snapshots > 0 && path !== null && (!there || unfinished))
  if (said === undefined && possible.length === 0) return []
  const answer =
    said ?? (isAsked() ? (await askLine('Which vaults shall be restored now? all, none, or their ids [all]: ')) || 'all' : 'none')
  if (answer === 'none') return []
  if (answer === 'all') return (said === undefined ? possible : vaults.filter(({ snapshots }) => snapshots > 0)).map(({ id }) => id)
  const wanted = answer.split(/[\s,]+/).filter(Boolean)
  const unknown = wanted.find((one) => !vaults.some(({ id }) => id === one))
  if (unknown !== undefined)
    fail('vault-unknown', `There is no vault "${unknown}" of that machine.`, `There is: ${vaults.map(({ id }) => id).join(', ')}.`)
  return wanted
}

async function agreed(question: string): Promise<boolean> {
  return isAsked() && /^y(?:es)?$/i.test(await askLine(`${question} [y/N]: `))
}

function describe({ host, time, newest, vaults, notes }: ComebackMachine, screen: ClientSession['screen']): string[] {
  const now = new Date()
  return [
    screen.paint(
      'strong',
      `${printable(host)}${newest === null ? '' : `, which made its last snapshot ${whenInWords(new Date(newest), now)}`}`,
    ),
    time === null
      ? '  Its configuration and history are not in this repository, so a configuration is proposed.'
      : `  Its configuration and history are as of ${whenInWords(new Date(time), now)}.`,
    ...vaults.map(({ id, name, path, snapshots, there }) => {
      const place = path === null ? 'nobody knows where it belongs' : `${printable(path)}${there ? ', where something lies already' : ''}`
      return `  ${printable(id)}${name === id ? '' : ` (${printable(name)})`}: ${counted(snapshots, 'snapshot')}, to ${place}`
    }),
    ...notes.map((note) => `${screen.paint('attention', '!')} ${printable(note)}`),
  ]
}

function ended(session: ClientSession, { notes }: ComebackMachine, runs: readonly EndedRun[], remarks: readonly string[]): string[] {
  const { screen } = session
  const lines: string[] = []
  for (const run of runs) {
    if (run.problem !== null) showProblem(screen, run.problem)
    if (run.kind === 'comeback' && run.result !== null)
      lines.push(`${screen.paint('good', '✔')} ${printable(run.result.host)} is back. ${passwordWords(run.result.password)}`)
    if (run.kind === 'restore' && run.result !== null && run.verdict !== 'failed')
      lines.push(
        `${screen.paint('good', '✔')} Restored into ${printable(run.result.target)}: ${counted(run.result.restored, 'entry', 'entries')}`,
      )
  }
  const more = remarks.filter((remark) => !notes.includes(remark))
  return [
    ...lines,
    ...more.map((remark) => `${screen.paint('attention', '!')} ${printable(remark)}`),
    ...(lines.length === 0 ? [] : ['  See how it stands with: vaultkeeper status. Its schedule goes on with: vaultkeeper daemon']),
  ]
}

function passwordWords(kept: string): string {
  return `Its password is kept in ${kept === 'keychain' ? 'the keychain' : kept === 'file' ? 'a file that only you can read' : 'no place of ours: it comes from the environment'}.`
}

function asJson({ host, time }: ComebackMachine, runs: readonly EndedRun[], remarks: readonly string[], verdict: EndedRun['verdict']) {
  const problem = runs.find((run) => run.problem !== null)?.problem ?? null
  const result = runs.find((run) => run.kind === 'comeback')?.result ?? null
  const restored = runs.flatMap((run) =>
    run.kind === 'restore' ? [{ run: run.run, verdict: run.verdict, target: run.result?.target ?? null }] : [],
  )
  return { command: 'init', machine: host, time, verdict, exitCode: exitCodeOf(verdict), problem, result, restored, remarks }
}
