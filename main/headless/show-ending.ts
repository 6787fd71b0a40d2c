import { exitCodeOf } from '../contract/exit-code.ts'
import type { Problem } from '../contract/problem.ts'
import type { EndedRun } from '../contract/procedures/ended-run.ts'
import { printable } from '../contract/words/printable.ts'
import type { Screen } from './terminal/screen.ts'
import { counted } from './terminal/words.ts'

/** How many warnings are shown before the rest is only counted. */
const mostShown = 20

/** A run as it ended, with what its kind has to show. */
type Ended<Result> = Omit<EndedRun, 'result'> & { readonly result: Result | null }

/**
 * Shows how a run ended: what was achieved (by `describe`), warnings, the problem with its remedy. With `--json` one object instead.
 * @returns the exit code
 */
export function showEnding<Result>(screen: Screen, ended: Ended<Result>, describe: (result: Result) => readonly string[]): number {
  const exitCode = exitCodeOf(ended.verdict)
  if (screen.json) {
    screen.emit(endingAsJson(ended))
    return exitCode
  }
  if (ended.result !== null) for (const line of describe(ended.result)) screen.say(line)
  showWarnings(screen, ended.warnings, ended.warningCount)
  if (ended.problem !== null) showProblem(screen, ended.problem)
  return exitCode
}

/** The object that a run is with `--json`. */
export function endingAsJson({ kind, run, verdict, problem, warnings, warningCount, result }: Ended<unknown>): Record<string, unknown> {
  return {
    command: kind,
    run,
    verdict,
    exitCode: exitCodeOf(verdict),
    problem,
    warnings,
    warningCount,
    result,
  }
}

/** A problem on standard error: the cause, then the remedy. */
export function showProblem(screen: Screen, problem: Problem): void {
  screen.tell(`${screen.paint('bad', 'x')} ${printable(problem.sentence)}`)
  screen.tell(`  ${printable(problem.remedy)}`)
}

function showWarnings(screen: Screen, warnings: readonly string[], all: number): void {
  for (const warning of warnings.slice(0, mostShown)) screen.tell(`${screen.paint('attention', '!')} ${printable(warning)}`)
  if (all > mostShown)
    screen.tell(
      `${screen.paint('attention', '!')} and ${counted(all - Math.min(mostShown, warnings.length), 'more')}`.replace('mores', 'more'),
    )
}
