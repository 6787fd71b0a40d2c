import { objectsOf, text, texts } from '../messages/json.ts'
import { parseSnapshot, type Snapshot } from '../messages/snapshot.ts'
import { each, filterFlags, on, one, operands, type SnapshotFilter } from './flags.ts'
import { type Plan, quietWork, type Reader } from './plan.ts'
import type { Announcement } from './snapshots.ts'

/** Which snapshots to keep. Durations as `1y5m7d2h`, counted from the newest snapshot. */
export type KeepPolicy = {
  readonly keepLast?: number | 'unlimited'
  readonly keepHourly?: number | 'unlimited'
  readonly keepDaily?: number | 'unlimited'
  readonly keepWeekly?: number | 'unlimited'
  readonly keepMonthly?: number | 'unlimited'
  readonly keepYearly?: number | 'unlimited'
  readonly keepWithin?: string
  readonly keepWithinHourly?: string
  readonly keepWithinDaily?: string
  readonly keepWithinWeekly?: string
  readonly keepWithinMonthly?: string
  readonly keepWithinYearly?: string
  /** Tag sets; a snapshot with all tags of one set is kept. */
  readonly keepTags?: readonly (readonly string[])[]
}

/** What to forget: by policy, or by id (then nothing else may be given but `dryRun` and `prune`). */
export type ForgetOptions = SnapshotFilter &
  KeepPolicy & {
    readonly ids?: readonly string[]
    /** `host,tags`, ... The same as in the backup, or retention counts other series than you think. */
    readonly groupBy?: string
    readonly dryRun?: boolean
    /** Prune afterwards, in silence. For progress call `prune` by itself. */
    readonly prune?: boolean
  }

/** One group of snapshots and what the policy does to it. */
export type ForgetGroup = {
  readonly host: string
  readonly tags: readonly string[]
  readonly paths: readonly string[]
  readonly keep: readonly Snapshot[]
  readonly remove: readonly Snapshot[]
  readonly reasons: readonly { readonly snapshot: string; readonly matches: readonly string[] }[]
}

const policyFlags: readonly (readonly [keyof KeepPolicy, string])[] = [
  ['keepLast', 'keep-last'],
  ['keepHourly', 'keep-hourly'],
  ['keepDaily', 'keep-daily'],
  ['keepWeekly', 'keep-weekly'],
  ['keepMonthly', 'keep-monthly'],
  ['keepYearly', 'keep-yearly'],
  ['keepWithin', 'keep-within'],
  ['keepWithinHourly', 'keep-within-hourly'],
  ['keepWithinDaily', 'keep-within-daily'],
  ['keepWithinWeekly', 'keep-within-weekly'],
  ['keepWithinMonthly', 'keep-within-monthly'],
  ['keepWithinYearly', 'keep-within-yearly'],
]

/** By id restic prints nothing: the result is then `[]`. @see https://restic.readthedocs.io/en/stable/060_forget.html */
export function planForget(options: ForgetOptions): Plan<Announcement, ForgetGroup[]> {
  const policy = [
    ...policyFlags.flatMap(([option, flag]) => one(flag, options[option] as number | string | undefined)),
    ...each(
      'keep-tag',
      options.keepTags?.map((set) => set.join(',')),
    ),
  ]
  const ids = options.ids ?? []
  return {
    name: 'forget',
    args: [
      'forget',
      ...policy,
      ...filterFlags(options),
      ...one('group-by', options.groupBy),
      ...on('dry-run', options.dryRun),
      ...on('prune', options.prune),
      ...operands(...ids),
    ],
    json: true,
    framing: 'values',
    announces: true,
    keepsPartial: true,
    during: 'forget',
    reader: () => forgetReader(ids.length > 0),
    ...(options.prune ? { limits: quietWork } : {}),
    refusal: refusal(options, policy.length > 0),
  }
}

function refusal(options: ForgetOptions, hasPolicy: boolean): string | undefined {
  const byId = (options.ids ?? []).length > 0
  if (options.ids?.some((id) => id === '')) return 'a snapshot id is empty'
  if (!byId && !hasPolicy) return 'nothing says what to keep, and no snapshot is named: this would forget everything'
  if (byId && hasPolicy) return 'snapshots are named: a policy does not apply to them'
  for (const [option] of policyFlags) {
    const value = options[option]
    if (typeof value === 'number' && (!Number.isInteger(value) || value < 1)) return `${option} must be a whole number above 0`
  }
  return undefined
}

/** Reads the array of groups; `quiet` when no answer is an answer. */
function forgetReader(quiet: boolean): Reader<Announcement, ForgetGroup[]> {
  const groups: ForgetGroup[] = []
  let seen = quiet
  return {
    array() {
      seen = true
    },
    json(json) {
      if (json.message_type !== undefined) return
      seen = true
      groups.push({
        host: text(json.host),
        tags: texts(json.tags),
        paths: texts(json.paths),
        keep: objectsOf(json.keep).flatMap((one) => parseSnapshot(one) ?? []),
        remove: objectsOf(json.remove).flatMap((one) => parseSnapshot(one) ?? []),
        reasons: objectsOf(json.reasons).map((reason) => ({
          snapshot: text((reason.snapshot as { id?: unknown } | undefined)?.id),
          matches: texts(reason.matches),
        })),
      })
    },
    result: () => (seen ? groups : undefined),
  }
}
