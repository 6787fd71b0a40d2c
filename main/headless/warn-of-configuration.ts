import { refusedConfiguration } from '../engine/config/refused-configuration.ts'
import type { Core } from '../engine/core.ts'

/**
 * Runs that a person asked for, with one warning more in the first of them when the configuration on the disk is not in force: what was done is what
 * an older one says, or knows of none.
 */
export function warnOfConfiguration<Run extends { readonly warnings: readonly string[]; readonly warningCount: number }>(
  { settings }: Core,
  runs: readonly Run[],
): Run[] {
  const instead = settings.configuration === null ? 'no plan is in force' : 'the last good one stays in force'
  const problem = refusedConfiguration(settings.problems, instead)
  return runs.map((run, index) =>
    problem === undefined || index > 0
      ? run
      : { ...run, warnings: [`${problem.sentence} ${problem.remedy}`, ...run.warnings], warningCount: run.warningCount + 1 },
  )
}
