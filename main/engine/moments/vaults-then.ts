import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Moment, VaultThen } from '../../contract/procedures/moments.ts'
import type { Core } from '../core.ts'
import { entryAt } from '../index/list-folder.ts'
import { openIndex } from '../index/open-index.ts'
import { ProblemError } from '../problem-error.ts'
import { knownVaults } from '../state/queries.ts'
import { momentsOf } from './moments-of.ts'

/** What makes a folder an agent's. */
const soul = 'SOUL.md'

/** Every vault with the newest good moment up to a time, or of all: what a machine is put together from again. */
export function vaultsThen(core: Core, time?: string): VaultThen[] {
  const moments = momentsOf(core)
  return knownVaults(core.state.database).map(({ id, name, path }) => {
    const moment = momentAt(
      moments.filter(({ vault }) => vault === id),
      time,
    )
    return { vault: id, name, path, there: existsSync(path), agent: isAgent(core, path, moment), moment }
  })
}

/**
 * The newest moment up to a time. One with an unusual change counts only where there is no other: whoever brings everything back wants what was good.
 * Pure.
 * @param moments newest first
 */
export function momentAt<Some extends Pick<Moment, 'time' | 'unusual'>>(moments: readonly Some[], time?: string): Some | null {
  const until = time === undefined ? Number.POSITIVE_INFINITY : Date.parse(time)
  const then = moments.filter((one) => (Date.parse(one.time) || 0) <= until)
  return then.find(({ unusual }) => !unusual) ?? then[0] ?? null
}

/** Whether the folder is an agent's, by what is on the disk or was saved: the one that is to be brought back may be gone. */
function isAgent(core: Core, path: string, moment: Moment | null): boolean {
  if (existsSync(join(path, soul))) return true
  const index = moment === null ? undefined : openIndex(core, moment.repository)
  if (moment === null || index === undefined) return false
  try {
    return entryAt(index, moment.snapshot, soul) !== undefined
  } catch (error) {
    // Not indexed yet.
    if (error instanceof ProblemError) return false
    throw error
  } finally {
    index.close()
  }
}
