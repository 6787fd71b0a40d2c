import type { KeepRules } from '../../contract/configuration/keep.ts'
import type { Configuration } from '../../contract/configuration.ts'
import type { Core } from '../core.ts'
import { planNamed } from '../runs/plan-run.ts'
import type { KnownSnapshot } from '../state/queries.ts'
import { atLeast, planRetention } from './plan-retention.ts'
import { type Circumstances, type Freeze, retentionFreezes } from './retention-freeze.ts'
import { freezeFacts, rulesFor, type Series, seriesOf, snapshotsOf } from './series.ts'

/** What retention would do to one series. `keep` newest first, with all reasons; `remove` oldest first; nothing is removed while there are `freezes`. */
export type RetentionPreview = Series & {
  readonly rules: KeepRules
  readonly keep: readonly { readonly snapshot: KnownSnapshot; readonly reasons: readonly string[] }[]
  readonly remove: readonly KnownSnapshot[]
  readonly freezes: readonly Freeze[]
}

/** What to look at: a plan into all its repositories, or one of them; by the rules in force, or by others that somebody thinks of. */
export type PreviewRequest = {
  readonly plan: string
  readonly repository?: string | undefined
  readonly keep?: KeepRules | undefined
  /** One that is not in force yet. */
  readonly configuration?: Configuration | undefined
}

/** What retention would do now, told by the ledger alone, without a restic process. Throws a problem for a plan that is not there. */
export function previewRetention(core: Core, request: PreviewRequest, circumstances: Circumstances): RetentionPreview[] {
  const configuration = request.configuration ?? core.settings.configuration
  if (configuration?.plans[request.plan] === undefined) planNamed(core, request.plan)
  if (configuration === null) return []
  return seriesOf(configuration, request.plan, request.repository).map((series) =>
    previewSeries(core, series, request.keep ?? rulesFor(configuration, series), circumstances),
  )
}

/** The same for one series. */
export function previewSeries(core: Core, series: Series, rules: KeepRules, circumstances: Circumstances): RetentionPreview {
  const snapshots = snapshotsOf(core, series)
  const byId = new Map(snapshots.map((one) => [one.id, one]))
  const find = (id: string) => byId.get(id) as KnownSnapshot
  const { keep, remove } = planRetention({
    snapshots,
    keep: rules,
    atLeast,
    now: core.ports.clock.now(),
    zone: core.ports.machine.zone(),
  })
  return {
    ...series,
    rules,
    keep: keep.map(({ id, reasons }) => ({ snapshot: find(id), reasons })),
    remove: remove.map(find),
    freezes: retentionFreezes(series.plan, series.vault, freezeFacts(core, series.repository, circumstances, series)),
  }
}

/** Rules in words: `last 30, monthly 12`. Pure. */
export function rulesInWords(rules: KeepRules): string {
  const words = Object.entries(rules).map(([rule, value]) => `${rule.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${value}`)
  return words.length === 0 ? 'all' : words.join(', ')
}
