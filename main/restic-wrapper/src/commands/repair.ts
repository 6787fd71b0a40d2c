import { filterFlags, on, operands, type SnapshotFilter } from './flags.ts'
import type { Plan } from './plan.ts'
import { type StepEvent, stepReader } from './prune.ts'

/** How to rebuild the index. */
export type RepairIndexOptions = {
  /** Reads every pack: slow, and needed only when the index lies about packs it knows. */
  readonly readAllPacks?: boolean
}

/** Makes packs count that no index knows, such as those of an interrupted backup. Exclusive lock. */
export function planRepairIndex(options: RepairIndexOptions): Plan<StepEvent, true> {
  const args = ['repair', 'index', ...on('read-all-packs', options.readAllPacks)]
  return { name: 'repair index', args, announces: true, reader: () => stepReader(() => true as const) }
}

/** Which packs, and where their copies go. */
export type RepairPacksOptions = {
  readonly ids: readonly string[]
  /** restic writes a copy of each pack into this folder before it touches it. */
  readonly cwd: string
}

/** @see https://restic.readthedocs.io/en/stable/077_troubleshooting.html */
export function planRepairPacks(options: RepairPacksOptions): Plan<StepEvent, true> {
  return {
    name: 'repair packs',
    args: ['repair', 'packs', ...operands(...options.ids)],
    announces: true,
    cwd: options.cwd,
    reader: () => stepReader(() => true as const),
    refusal: options.ids.length === 0 ? 'no pack is named' : options.cwd === '' ? 'there is no folder for the copies' : undefined,
  }
}

/** Which snapshots, and whether the broken originals go. */
export type RepairSnapshotsOptions = SnapshotFilter & {
  readonly ids?: readonly string[]
  readonly dryRun?: boolean
  readonly forget?: boolean
}

/** The number of snapshots that were (or in a dry run: would be) rewritten without what is lost. */
export type RepairSnapshotsResult = { readonly modified: number }

/** Try `repairIndex` and a backup with `force` first: they may heal what this would drop. */
export function planRepairSnapshots(options: RepairSnapshotsOptions): Plan<StepEvent, RepairSnapshotsResult> {
  return {
    name: 'repair snapshots',
    args: [
      'repair',
      'snapshots',
      ...on('dry-run', options.dryRun),
      ...on('forget', options.forget),
      ...filterFlags(options),
      ...operands(...(options.ids ?? [])),
    ],
    announces: true,
    reader: () => stepReader((lines) => ({ modified: Number(/(?:would have )?modified (\d+) snapshot/.exec(lines.join('\n'))?.[1] ?? 0) })),
  }
}
