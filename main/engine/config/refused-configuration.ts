import type { Problem } from '../../contract/problem.ts'
import { counted } from '../health/say-when.ts'
import { fileGone } from './load-configuration.ts'

/**
 * That the configuration on the disk is not in force, as a problem; `undefined` when it is.
 * @param problems why not, each as `backup_schedule.json:3:1: a sentence`
 * @param instead what comes of it: `the last good one stays in force`
 */
export function refusedConfiguration(problems: readonly string[], instead: string): Problem | undefined {
  const [first] = problems
  if (first === undefined) return undefined
  const more = problems.length > 1 ? ` (and ${counted(problems.length - 1, 'more mistake')})` : ''
  return {
    code: 'configuration-refused',
    sentence: `The configuration has a mistake, so ${instead}: ${more === '' ? first : `${first.replace(/\.$/, '')}${more}.`}`,
    remedy: first.includes(fileGone) ? 'See what it said with: vaultkeeper config show' : 'See all of it with: vaultkeeper config validate',
  }
}
