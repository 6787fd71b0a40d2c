import type { AnomalyRules } from '../../contract/configuration/conditions.ts'
import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { knownVaults } from '../state/queries.ts'
import type { Measure } from './judge-changes.ts'
import { measureChanges } from './measure-changes.ts'
import { readBeginnings } from './read-beginnings.ts'
import type { Comparable } from './states-put-back.ts'

/** What may be measured: snapshots of a vault, by ids that the index then has. */
export type MeasureRequest = { readonly vault: string; readonly rules: AnomalyRules; readonly needed: readonly string[] }

/** Measures what changed from one snapshot to another, until it is closed. */
export type OpenMeasure = {
  readonly measure: (from: Comparable, to: Comparable) => Promise<Measure>
  readonly close: () => void
}

/** Brings the index of a repository up to date, so that changes in it can be measured. Throws problems. */
export async function openMeasure(
  core: Core,
  opened: OpenRepository,
  { vault, rules, needed }: MeasureRequest,
  host: RunHost,
): Promise<OpenMeasure> {
  // Only here: nearly no backup comes so far.
  const [{ readyIndex }, { exactChangesBetween }] = await Promise.all([
    import('../index/open-index.ts'),
    import('../index/exact-changes-between.ts'),
  ])
  const index = await readyIndex(core, opened, host, [...new Set(needed)])
  const root = knownVaults(core.state.database).find(({ id }) => id === vault)?.path ?? null
  const measure = async (from: Comparable, to: Comparable): Promise<Measure> => {
    const changes = await exactChangesBetween(opened, index, from.id, to.id, host)
    const comparison = { changes, filesBefore: from.files ?? 0, filesAfter: to.files ?? 0, root }
    return measureChanges(comparison, rules, {
      before: (files) => readBeginnings(core, opened, { snapshot: from.id, files, root: null }, host),
      after: (files) => readBeginnings(core, opened, { snapshot: to.id, files, root }, host),
    })
  }
  return { measure, close: () => index.close() }
}
