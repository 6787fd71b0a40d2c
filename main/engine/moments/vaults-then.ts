import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Moment, VaultThen } from '../../contract/procedures/moments.ts'
import type { Core } from '../core.ts'
import { entryAt } from '../index/list-folder.ts'
import { openIndex } from '../index/open-index.ts'
import { ProblemError } from '../problem-error.ts'
import { isRepositoryThere, isSameMoment } from '../runs/resolve-snapshot.ts'
import { knownVaults } from '../state/queries.ts'
import { momentsOf } from './moments-of.ts'

/** What makes a folder an agent's. */
const soul = 'SOUL.md'
const week = 7 * 86_400_000

/**
 * Every vault with the newest good moment up to a time, or of all: what a machine is put together from again.
 * @param machine the vaults of another machine, such as the one that this one takes the place of; ours if left out
 */
export function vaultsThen(core: Core, time?: string, machine?: string): VaultThen[] {
  const moments = momentsOf(core)
  if (machine !== undefined)
    return [
      ...Map.groupBy(
        moments.filter((one) => one.machine === machine && one.vault !== null),
        ({ vault }) => vault ?? '',
      ),
    ].map(([vault, own]) => {
      const moment = atHand(core, own, momentAt(own, time))
      return { vault, name: own[0]?.vaultName ?? vault, path: '', there: false, agent: isAgent(core, '', moment), moment }
    })
  return knownVaults(core.state.database).map(({ id, name, path }) => {
    const own = moments.filter(({ vault }) => vault === id)
    const moment = atHand(
      core,
      own,
      momentAt(own, time, (plan) => takesOfPlan(core, plan, id)),
    )
    return { vault: id, name, path, there: existsSync(path), agent: isAgent(core, path, moment), moment }
  })
}

/** How much of a vault a plan takes; of one that is not configured any more nobody can say. */
export type Takes = 'all' | 'part' | 'unknown'

/** How much of a vault a plan takes, by the configuration in force. What is backed up by hand is all of it. */
export function takesOfPlan({ settings }: Core, plan: string | null, vault: string): Takes {
  if (plan === null) return 'all'
  const sources = settings.configuration?.plans[plan]?.sources.filter((one) => one.vault === vault) ?? []
  if (sources.length === 0) return 'unknown'
  return sources.some(({ include }) => include === null) ? 'all' : 'part'
}

type Choosable = Pick<Moment, 'time' | 'unusual'> & Partial<Pick<Moment, 'plan' | 'files'>>

/**
 * The newest moment up to a time. One with an unusual change, and one that holds only a part of the vault, count only where there is no other: whoever brings
 * everything back wants all of it, and what was good. Pure.
 * @param moments newest first
 */
export function momentAt<Some extends Choosable>(
  moments: readonly Some[],
  time?: string,
  takes: (plan: string | null) => Takes = () => 'all',
): Some | null {
  const until = time === undefined ? Number.POSITIVE_INFINITY : Date.parse(time)
  const then = moments.filter((one) => (Date.parse(one.time) || 0) <= until)
  const calm = then.filter(({ unusual }) => !unusual)
  const among = calm.length > 0 ? calm : then
  // What a plan took that nobody knows any more shows beside the others: less than half of it is no whole.
  const most = Math.max(...newestOfPlans(among).map(({ files }) => files ?? 0))
  const isPart = ({ plan = null, files = null }: Choosable) => {
    const taken = takes(plan)
    return taken === 'part' || (taken === 'unknown' && files !== null && files * 2 < most)
  }
  return among.find((one) => !isPart(one)) ?? among[0] ?? null
}

/** The same state of the vault out of a repository that is there, where the one that was chosen is on a drive that is not connected. */
function atHand(core: Core, moments: readonly Moment[], chosen: Moment | null): Moment | null {
  if (chosen === null || isRepositoryThere(core, chosen.repository)) return chosen
  const same = moments.filter((one) => isSameMoment(one, chosen) && one.unusual === chosen.unusual)
  return same.find(({ repository }) => isRepositoryThere(core, repository)) ?? chosen
}

/** The newest of each plan, but for plans that have taken nothing in the week before the newest of all. */
function newestOfPlans<Some extends Choosable>(moments: readonly Some[]): Some[] {
  const [newest] = moments
  const since = Date.parse(newest?.time ?? '') - week
  const lately = moments.filter(({ time }) => Date.parse(time) >= since)
  return lately.filter((one, at) => lately.findIndex(({ plan }) => plan === one.plan) === at)
}

/** Whether the folder is an agent's, by what is on the disk or was saved: the one that is to be brought back may be gone. */
function isAgent(core: Core, path: string, moment: Moment | null): boolean {
  if (path !== '' && existsSync(join(path, soul))) return true
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
