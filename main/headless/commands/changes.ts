import { exitCode } from '../../contract/exit-code.ts'
import type { Change } from '../../contract/procedures/changes.ts'
import type { EndedRunOf } from '../../contract/procedures/ended-run.ts'
import { printable } from '../../contract/words/printable.ts'
import type { Clock } from '../../engine/ports.ts'
import { type ClientSession, type CommonOptions, withClient } from '../command-host.ts'
import { followRun } from '../follow.ts'
import { showEnding, showProblem } from '../show-ending.ts'
import type { Screen } from '../terminal/screen.ts'
import { diffLines, diffSummary } from '../terminal/show-diff.ts'
import { table } from '../terminal/table.ts'
import { counted, moment, whenInWords } from '../terminal/words.ts'

type Listed = Awaited<ReturnType<ClientSession['client']['changes']['list']>>
type Shown = Awaited<ReturnType<ClientSession['client']['changes']['show']>>

/** `vaultkeeper changes [ID] [--all]` */
export function changesCommand(id: string | undefined, options: CommonOptions & { all?: boolean }): Promise<number> {
  return withClient(options, async ({ engine, client, signal, screen }) => {
    const { clock } = engine.core.ports
    if (id !== undefined) return show(await client.changes.show({ change: id }, { signal }), clock, screen)
    const listed = await client.changes.list({ all: options.all })
    if (screen.json) screen.emit({ command: 'changes', exitCode: exitCode.done, changes: listed.changes })
    else if (options.all) listAll(listed, screen)
    else listWaiting(listed, clock, screen)
    return exitCode.done
  })
}

/** `vaultkeeper approve ID... | --all` */
export function approveCommand(ids: readonly string[], options: CommonOptions & { all?: boolean; by?: string }): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    const named = options.all ? (await client.changes.list({})).changes.map(({ id }) => id) : ids
    const { approved: decided, problems } = await client.changes.approve({ changes: named, by: options.by }, { signal })
    const code = problems.length > 0 ? exitCode.failed : exitCode.done
    if (screen.json) {
      const approved = decided.map(({ change, hash, by, also }) => ({ change: change.id, hash, by, also }))
      screen.emit({ command: 'approve', exitCode: code, approved, problems })
      return code
    }
    for (const { change, hash, by } of decided)
      screen.say(
        `${screen.paint('good', '✔')} Approved ${change.id} (${filesInWords(change)}) by ${printable(by)}, hash ${hash.slice(0, 12)}`,
      )
    for (const { problem } of problems) showProblem(screen, problem)
    if (named.length === 0) screen.say(nothingWaits)
    return code
  })
}

/** `vaultkeeper revert ID` */
export function revertCommand(id: string, options: CommonOptions & { by?: string }): Promise<number> {
  return withClient(options, async (session) => {
    const ended = await followRun(session, await session.client.changes.revert({ change: id, by: options.by }), 'revert')
    return showEnding(session.screen, ended, (result) => describeRevert(result, session.screen))
  })
}

const nothingWaits = 'No change waits for a decision.'

function describeRevert(
  { change, vault, safety, safetyLabel, restored, removed, untouched }: NonNullable<EndedRunOf<'revert'>['result']>,
  screen: Screen,
): string[] {
  const done = [
    ...(restored > 0 ? [`${counted(restored, 'file')} put back`] : []),
    ...(removed > 0 ? [`${counted(removed, 'added file')} removed`] : []),
    ...(untouched > 0 ? [`${untouched} already as approved`] : []),
  ]
  return [
    `${screen.paint('good', '✔')} ${screen.paint('strong', `Reverted ${change} in ${printable(vault.name)}`)}: ${done.join(', ')}`,
    safety === null
      ? '  There was nothing on the disk to keep'
      : `  What was there before is kept in ${safetyLabel ?? safety.slice(0, 8)} (${safety.slice(0, 8)})`,
  ]
}

function listWaiting({ changes, groups }: Listed, clock: Clock, screen: Screen): void {
  if (changes.length === 0) {
    screen.say(nothingWaits)
    return
  }
  const rows = groups.flatMap(({ ids, vaultName }) => {
    const first = changes.find(({ id }) => id === ids[0])
    if (first === undefined) return []
    const many = ids.length > 1 ? ` (in ${ids.length} repositories)` : ''
    const found = whenInWords(new Date(first.time), clock.now())
    return [[first.id, found, printable(first.plan), printable(vaultName), `${filesInWords(first)}${many}`]]
  })
  for (const line of table([['id', 'found', 'plan', 'vault', 'files'].map((text) => screen.paint('faint', text)), ...rows]))
    screen.say(line)
  screen.say('Look at one with: vaultkeeper changes ID. Then: vaultkeeper approve ID, or vaultkeeper revert ID')
}

/** The audit trail: what was found, and who decided what of it, when, and by which hash. */
function listAll({ changes, groups }: Listed, screen: Screen): void {
  if (changes.length === 0) {
    screen.say('No change was found yet.')
    return
  }
  const rows = changes.map((change, at) => [
    change.id,
    moment(new Date(change.time)),
    printable(change.plan),
    printable(groups[at]?.vaultName ?? change.vault),
    change.decision ?? screen.paint('attention', 'waiting'),
    change.decided === null ? '-' : moment(new Date(change.decided)),
    printable(change.by ?? '-'),
    change.hash.slice(0, 12),
    filesInWords(change),
  ])
  const head = ['id', 'found', 'plan', 'vault', 'decision', 'decided', 'by', 'hash', 'files'].map((text) => screen.paint('faint', text))
  for (const line of table([head, ...rows])) screen.say(line)
}

function show({ change, vaultName, files, holds }: Shown, clock: Clock, screen: Screen): number {
  const code = holds ? exitCode.done : exitCode.notVerified
  if (screen.json) {
    screen.emit({ command: 'changes', exitCode: code, change, holds, files })
    return code
  }
  const { id, plan, time, decision, by, decided, hash } = change
  screen.say(
    `${screen.paint('strong', `Change ${id}`)} in ${printable(vaultName)}, found by the plan ${printable(plan)} ${whenInWords(new Date(time), clock.now())}`,
  )
  screen.say(`  ${diffSummary(files)}${change.against === null ? '; there was no approved state to compare with' : ''}`)
  screen.say(`  hash ${hash}`)
  if (decision !== null) screen.say(`  ${decision} by ${printable(by ?? '-')} ${whenInWords(new Date(decided ?? ''), clock.now())}`)
  for (const file of files) {
    screen.say('')
    for (const line of diffLines(file, screen)) screen.quote(line)
  }
  screen.say('')
  if (!holds)
    showProblem(screen, {
      code: 'change-differs',
      sentence: `What the repository "${change.repository}" holds of this change is not what was found: its hash is another one.`,
      remedy: 'Find out who altered it: vaultkeeper history --verify, and vaultkeeper verify.',
    })
  else if (decision === null) screen.say(`Approve it with: vaultkeeper approve ${id}. Take it back with: vaultkeeper revert ${id}`)
  return code
}

/** `em/priority_weights.json and 2 more` */
function filesInWords({ files, fileCount }: Change): string {
  const [first] = files
  if (first === undefined) return counted(fileCount, 'file')
  return `${printable(first.path)}${fileCount > 1 ? ` and ${fileCount - 1} more` : ''}`
}
