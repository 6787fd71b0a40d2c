import type { VaultOverview } from '../../contract/procedures/overview.ts'
import type { KnownDrill } from '../state/drill-queries.ts'

/** When a vault was last proven to be restorable, by its drills that ended well (the newest first). One that brought no file back has proven nothing. Pure. */
export function provenOf(good: readonly KnownDrill[], vault: string, repository?: string): VaultOverview['proven'] {
  const drill = good.find(
    (one) => one.vault === vault && (repository === undefined || one.repository === repository) && (one.result?.files ?? 0) > 0,
  )
  if (drill?.result == null) return null
  return { at: drill.at, repository: drill.repository, how: drill.result.how, backIn: drill.result.backIn }
}
