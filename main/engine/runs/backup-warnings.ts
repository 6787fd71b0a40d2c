import type { Problem } from '../../contract/problem.ts'

/** So begins the warning of a backup, itself whole, that could not begin where the one before ended. */
export const earlierNotRead = 'Not all of what the repository held before could be read, so that everything was looked at anew: '

/** So begins the warning of a run whose after-hook did not succeed. */
export const afterHookFailed = 'The hook after the backup did not succeed: '

/** What mends a hook, before or after. */
export const hookRemedy = 'Try the command of the hook by hand, or change it in the configuration: vaultkeeper config path'

const waits = 'could not be told, and waits for the next run: '

/** The warning of a backup of which something could not be found out, with what mends that. */
export function waitingWarning(what: string, { sentence, remedy }: Pick<Problem, 'sentence' | 'remedy'>): string {
  return `${what} ${waits}${sentence} ${remedy}`
}

/**
 * What mends the warnings of a backup, each kind once: told apart by their words, for the history keeps nothing else of them. Pure.
 * @param command what makes the backup anew
 */
export function remedyOfWarnings(warnings: readonly string[], command: string): string {
  const remedies = new Set(warnings.map((one) => remedyOf(one, command)))
  return [...remedies].join('. ').replaceAll('.. ', '. ')
}

function remedyOf(warning: string, command: string): string {
  if (warning.startsWith(afterHookFailed)) return hookRemedy
  if (warning.startsWith(earlierNotRead))
    return 'See what is wrong there with: vaultkeeper verify. Then mend it with: vaultkeeper verify --repair'
  if (warning.includes(waits)) return `When that is mended, run: ${command}`
  return 'Give yourself the right to read what could not be read, or exclude it in the configuration; or look at what is excluded there already.'
}
