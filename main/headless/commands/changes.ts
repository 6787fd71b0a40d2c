import { exitCode } from '../../contract/exit-code.ts'
import type { Problem } from '../../contract/problem.ts'
import { approve, type Decided } from '../../engine/changes/approve.ts'
import { type RevertResult, revert } from '../../engine/changes/revert.ts'
import { type ShownChange, showChange } from '../../engine/changes/show-change.ts'
import type { Core } from '../../engine/core.ts'
import { ProblemError } from '../../engine/problem-error.ts'
import { thisPerson } from '../../engine/schedule/pause.ts'
import { type KnownChange, latestChanges, waitingChanges } from '../../engine/state/change-queries.ts'
import { knownVaults } from '../../engine/state/queries.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { showEnding, showProblem } from '../show-ending.ts'
import { printable } from '../terminal/printable.ts'
import type { Screen } from '../terminal/screen.ts'
import { diffLines, diffSummary } from '../terminal/show-diff.ts'
import { table } from '../terminal/table.ts'
import { counted, moment, whenInWords } from '../terminal/words.ts'

/** How many are listed with `--all`. */
const mostListed = 200

/** `vaultkeeper changes [ID] [--all]` */
export function changesCommand(id: string | undefined, options: CommonOptions & { all?: boolean }): Promise<number> {
  return withEngine(options, async ({ engine: { core }, host, screen }) => {
    if (id !== undefined) return show(await showChange(core, id, host), core, screen)
    await core.state.catchUp()
    const { database } = core.state
    const changes = options.all ? latestChanges(database, mostListed) : waitingChanges(database)
    if (screen.json) screen.emit({ command: 'changes', exitCode: exitCode.done, changes })
    else if (options.all) listAll(changes, core, screen)
    else listWaiting(changes, core, screen)
    return exitCode.done
  })
}

/** `vaultkeeper approve ID... | --all` */
export function approveCommand(ids: readonly string[], options: CommonOptions & { all?: boolean; by?: string }): Promise<number> {
  return withEngine(options, async ({ engine: { core }, host, screen }) => {
    await core.state.catchUp()
    const named = options.all ? waitingChanges(core.state.database).map(({ id }) => id) : ids
    const decided: Decided[] = []
    const problems: { id: string; problem: Problem }[] = []
    for (const id of named) {
      // Approved already together with the same change in another repository.
      if (decided.some(({ also }) => also.includes(id))) continue
      try {
        decided.push(await approve(core, id, personOf(options), host))
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        problems.push({ id, problem: error.problem })
      }
    }
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
  return withEngine(options, async ({ engine: { core }, host, screen }) =>
    showEnding(screen, await revert(core, id, personOf(options), host), (result) => describeRevert(result, screen)),
  )
}

const nothingWaits = 'No change waits for a decision.'

function personOf({ by }: { by?: string }): string {
  return by ?? thisPerson()
}

function describeRevert({ change, vault, safety, safetyLabel, restored, removed, untouched }: RevertResult, screen: Screen): string[] {
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

function listWaiting(changes: readonly KnownChange[], core: Core, screen: Screen): void {
  if (changes.length === 0) {
    screen.say(nothingWaits)
    return
  }
  const vaultName = namesOfVaults(core)
  // The same change in several repositories of a plan is one thing to decide.
  const groups = Map.groupBy(changes, ({ plan, vault, hash }) => JSON.stringify([plan, vault, hash]))
  const rows = [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          [
            first.id,
            whenInWords(new Date(first.time), core.ports.clock.now()),
            printable(first.plan),
            vaultName(first.vault),
            `${filesInWords(first)}${others.length > 0 ? ` (in ${others.length + 1} repositories)` : ''}`,
          ],
        ],
  )
  for (const line of table([['id', 'found', 'plan', 'vault', 'files'].map((text) => screen.paint('faint', text)), ...rows]))
    screen.say(line)
  screen.say('Look at one with: vaultkeeper changes ID. Then: vaultkeeper approve ID, or vaultkeeper revert ID')
}

/** The audit trail: what was found, and who decided what of it, when, and by which hash. */
function listAll(changes: readonly KnownChange[], core: Core, screen: Screen): void {
  if (changes.length === 0) {
    screen.say('No change was found yet.')
    return
  }
  const vaultName = namesOfVaults(core)
  const rows = changes.map((change) => [
    change.id,
    moment(new Date(change.time)),
    printable(change.plan),
    vaultName(change.vault),
    change.decision ?? screen.paint('attention', 'waiting'),
    change.decided === null ? '-' : moment(new Date(change.decided)),
    printable(change.by ?? '-'),
    change.hash.slice(0, 12),
    filesInWords(change),
  ])
  const head = ['id', 'found', 'plan', 'vault', 'decision', 'decided', 'by', 'hash', 'files'].map((text) => screen.paint('faint', text))
  for (const line of table([head, ...rows])) screen.say(line)
}

function show({ change, files, holds }: ShownChange, core: Core, screen: Screen): number {
  const code = holds ? exitCode.done : exitCode.notVerified
  if (screen.json) {
    screen.emit({ command: 'changes', exitCode: code, change, holds, files })
    return code
  }
  const { id, plan, vault, time, decision, by, decided, hash } = change
  screen.say(
    `${screen.paint('strong', `Change ${id}`)} in ${namesOfVaults(core)(vault)}, found by the plan ${printable(plan)} ${whenInWords(new Date(time), core.ports.clock.now())}`,
  )
  screen.say(`  ${diffSummary(files)}${change.against === null ? '; there was no approved state to compare with' : ''}`)
  screen.say(`  hash ${hash}`)
  if (decision !== null)
    screen.say(`  ${decision} by ${printable(by ?? '-')} ${whenInWords(new Date(decided ?? ''), core.ports.clock.now())}`)
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

function namesOfVaults(core: Core): (id: string) => string {
  const names = new Map(knownVaults(core.state.database).map(({ id, name }) => [id, name]))
  return (id) => printable(names.get(id) ?? id)
}

/** `em/priority_weights.json and 2 more` */
function filesInWords({ files, fileCount }: KnownChange): string {
  const [first] = files
  if (first === undefined) return counted(fileCount, 'file')
  return `${printable(first.path)}${fileCount > 1 ? ` and ${fileCount - 1} more` : ''}`
}
