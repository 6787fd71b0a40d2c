// Loaded into the program by a kind of fault: a restic that does not get on is given up after 5 s, and not after 5 min; one that says nothing while it
// works after 15 s, and not after six hours.
import { replaceInModule } from './replace-in-module.ts'

replaceInModule('/main/restic-wrapper/src/limits.ts', 'silence: 300_000', 'silence: 5_000')
const limit = (slow: string, quiet: string) => `slowWork: Limits = { silence: ${slow} }

/** Six hours: commands that say nothing while they work. */
export const quietWork: Limits = { silence: ${quiet} }`
replaceInModule('/main/restic-wrapper/src/commands/plan.ts', limit('60 * 60_000', '6 * 60 * 60_000'), limit('5_000', '15_000'))
