import type { Problem } from '../../contract/problem.ts'
import type { Core } from '../core.ts'
import { readOwner } from '../home/lock.ts'
import { begunRestores } from '../state/restore-queries.ts'
import { targetLock } from './target-lock.ts'
import { isOf } from './unfinished-restores.ts'

/**
 * Why a folder cannot be backed up now: a restore writes into it. What it has written so far is no state of anybody's, and a plan on change would save it over and over, until
 * nothing else is kept. `undefined` where none goes on.
 * @param folder a real path
 */
export function beingRestored(core: Core, folder: string): Problem | undefined {
  const restore = begunRestores(core.state.database).find(
    (one) => one.verdict === null && isOf(one, folder) && readOwner(core.home.locks, targetLock(one.target)) !== undefined,
  )
  if (restore === undefined) return undefined
  return {
    code: 'being-restored',
    sentence: `A restore into ${restore.target} goes on: what is half restored is not backed up.`,
    remedy: 'Nothing to do for what is due: it is made up for when that has ended. Else back it up again then.',
  }
}
