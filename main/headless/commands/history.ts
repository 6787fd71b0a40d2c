import { exitCode } from '../../contract/exit-code.ts'
import type { Core } from '../../engine/core.ts'
import { verifyHistory } from '../../engine/history/verify-history.ts'
import { type KnownRun, knownVaults, latestRuns } from '../../engine/state/queries.ts'
import { latestSkips } from '../../engine/state/schedule-queries.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { printable } from '../terminal/printable.ts'
import type { Screen } from '../terminal/screen.ts'
import { skippedPlan, skipWords } from '../terminal/skip-words.ts'
import { table } from '../terminal/table.ts'
import { counted, moment } from '../terminal/words.ts'

/** `vaultkeeper history [--verify]` */
export function historyCommand(options: CommonOptions & { verify?: boolean; most: number }): Promise<number> {
  return withEngine(options, async ({ engine, screen }) => {
    const { core } = engine
    await core.state.catchUp()
    return options.verify ? verifyIt(core.home.historyFile, core.state.last(), screen) : showRuns(core, options.most, screen)
  })
}

function showRuns(core: Core, most: number, screen: Screen): number {
  const { database } = core.state
  const runs = latestRuns(database, most)
  const skips = latestSkips(database, most)
  if (screen.json) {
    screen.emit({ command: 'history', exitCode: exitCode.done, runs, skips })
    return exitCode.done
  }
  if (runs.length === 0 && skips.length === 0) screen.say('Nothing has happened yet.')
  const names = new Map(knownVaults(database).map(({ id, name }) => [id, name]))
  const rows = [
    ...runs.map((run) => ({ time: run.started, cells: runCells(run, names) })),
    ...skips.map((skip) => ({ time: skip.time, cells: ['schedule', 'not run', skippedPlan(skip), skipWords(skip)] })),
  ]
  const newest = rows.sort((a, b) => (a.time < b.time ? 1 : -1)).slice(0, most)
  for (const line of table(newest.map(({ time, cells }) => [moment(new Date(time)), ...cells]))) screen.say(line)
  return exitCode.done
}

function runCells(run: KnownRun, names: ReadonlyMap<string, string>): string[] {
  const what = [run.plan, names.get(run.vault ?? '') ?? run.vault, run.repository].filter((one) => one !== null && one !== undefined)
  const told = run.problem?.sentence ?? String(run.result?.['label'] ?? run.label ?? run.target ?? '')
  return [run.kind, run.verdict ?? 'running', printable(what.join(', ')), printable(told)]
}

async function verifyIt(file: string, known: { seq: number; hash: string } | undefined, screen: Screen): Promise<number> {
  const check = await verifyHistory(file, known)
  const code = check.holds ? exitCode.done : exitCode.notVerified
  if (screen.json) screen.emit({ command: 'history', exitCode: code, ...check })
  else if (check.holds)
    screen.say(`${screen.paint('good', '✔')} The history holds: ${counted(check.lines, 'entry', 'entries')}, each sealed to the one before`)
  else {
    screen.tell(
      `${screen.paint('bad', 'x')} The history does not hold: ${counted(check.breaks.length, 'break')} in ${counted(check.lines, 'entry', 'entries')}`,
    )
    for (const { file: name, line, why } of check.breaks.slice(0, 20)) screen.tell(`  ${name}, line ${line}: ${why}`)
  }
  return code
}
