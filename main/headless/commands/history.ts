import { exitCode } from '../../contract/exit-code.ts'
import type { KnownRun } from '../../contract/procedures/history.ts'
import { printable } from '../../contract/words/printable.ts'
import { type ClientSession, type CommonOptions, withClient } from '../command-host.ts'
import { skippedPlan, skipWords } from '../terminal/skip-words.ts'
import { table } from '../terminal/table.ts'
import { counted, moment } from '../terminal/words.ts'

/** `vaultkeeper history [--verify]` */
export function historyCommand(options: CommonOptions & { verify?: boolean; most: number }): Promise<number> {
  return withClient(options, (session) => (options.verify ? verifyIt(session) : showRuns(session, options.most)))
}

async function showRuns({ client, signal, screen }: ClientSession, most: number): Promise<number> {
  const list = async (what: 'run' | 'skip') => (await client.history.list({ what: [what], most, coalesce: false }, { signal })).entries
  const entries = [...(await list('run')), ...(await list('skip'))]
  if (screen.json) {
    const runs = entries.flatMap((entry) => (entry.what === 'run' ? [entry.run] : []))
    const skips = entries.flatMap((entry) => (entry.what === 'skip' ? [entry.skip] : []))
    screen.emit({ command: 'history', exitCode: exitCode.done, runs, skips })
    return exitCode.done
  }
  if (entries.length === 0) screen.say('Nothing has happened yet.')
  const rows = entries.flatMap((entry) => {
    if (entry.what === 'run') return [{ time: entry.run.started, cells: runCells(entry.run, entry.vaultName) }]
    if (entry.what === 'decision') return []
    const { skip } = entry
    return [{ time: skip.time, cells: ['schedule', 'not run', skippedPlan(skip), skipWords(skip)] }]
  })
  const newest = rows.sort((a, b) => (a.time < b.time ? 1 : -1)).slice(0, most)
  for (const line of table(newest.map(({ time, cells }) => [moment(new Date(time)), ...cells]))) screen.say(line)
  return exitCode.done
}

function runCells(run: KnownRun, vaultName: string | null): string[] {
  const where = run.source === null ? run.repository : `${run.source} into ${run.repository}`
  const what = [run.plan, vaultName ?? run.vault, where].filter((one) => one !== null && one !== undefined)
  const copied = run.result?.['copied']
  const told =
    run.problem?.sentence ??
    (Array.isArray(copied)
      ? `${counted(copied.length, 'snapshot')} copied`
      : String(run.result?.['label'] ?? run.label ?? run.target ?? ''))
  return [run.kind, run.verdict ?? 'running', printable(what.join(', ')), printable(told)]
}

async function verifyIt({ client, signal, screen }: ClientSession): Promise<number> {
  const check = await client.history.verify(undefined, { signal })
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
