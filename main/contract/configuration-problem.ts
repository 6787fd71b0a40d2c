/** One mistake in the configuration, at the place where a person mends it. Lines and columns count from 1; a sentence never tells a value. */
export type ConfigurationProblem = {
  /** `file`: `backup_schedule.json`; `.env`: the file of that name in the home folder; `environment`: a variable, which has no line (0). */
  readonly where: 'file' | '.env' | 'environment'
  readonly line: number
  readonly column: number
  /** `plans.daily.keep.last`, or the name of the variable. */
  readonly path: string
  readonly sentence: string
}
