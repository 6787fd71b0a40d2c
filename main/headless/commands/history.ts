import { exitCode } from '../../contract/exit-code.ts'
import { verifyHistory } from '../../engine/history/verify-history.ts'
import { type KnownRun, latestRuns } from '../../engine/state/queries.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { printable } from '../terminal/printable.ts'
import type { Screen } from '../terminal/screen.ts'
import { table } from '../terminal/table.ts'
import { counted, moment } from '../terminal/words.ts'

/** `vaultkeeper history [--verify]` */
export function historyCommand(options: CommonOptions & { verify?: boolean; most: number }): Promise<number> {
  return withEngine(options, async ({ engine, screen }) => {
    const { core } = engine
    await core.state.catchUp()
    return options.verify
      ? verifyIt(core.home.historyFile, core.state.last(), screen)
      : showRuns(latestRuns(core.state.database, options.most), screen)
  })
}

function showRuns(runs: KnownRun[], screen: Screen): number {
  if (screen.json) {
    screen.emit({ command: 'history', exitCode: exitCode.done, runs })
    return exitCode.done
  }
  if (runs.length === 0) screen.say('Nothing has happened yet.')
  const rows = runs.map((run) => [
    moment(new Date(run.started)),
    run.kind,
    run.verdict ?? 'running',
    printable(run.problem?.sentence ?? run.label ?? run.target ?? run.path ?? ''),
  ])
  for (const line of table(rows)) screen.say(line)
  return exitCode.done
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
