import type { Repository } from '../repository.ts'
import { filterFlags, operands, type SnapshotFilter } from './flags.ts'
import type { Plan } from './plan.ts'
import { type StepEvent, stepReader } from './prune.ts'

/** What to copy into the repository the method is called with. */
export type CopyOptions = SnapshotFilter & {
  readonly from: Repository
  /** Default: all that the filter lets through. */
  readonly ids?: readonly string[]
}

/** Which snapshots were copied. Ids are the short ones: the text mode prints no others. */
export type CopyResult = { readonly copied: readonly { readonly shortId: string; readonly sourceShortId: string }[] }

/** Exit codes 10, 11 and 12 may speak of either repository: the message tells. @see https://restic.readthedocs.io/en/stable/045_working_with_repos.html#copying-snapshots-between-repositories */
export function planCopy(options: CopyOptions): Plan<StepEvent, CopyResult> {
  return {
    name: 'copy',
    args: ['copy', ...filterFlags(options), ...operands(...(options.ids ?? []))],
    announces: true,
    keepsPartial: true,
    source: options.from,
    reader: () => stepReader(parseCopied),
  }
}

/** Reads `snapshot 87161077 saved, copied from source snapshot fd7a42ae`. */
function parseCopied(lines: readonly string[]): CopyResult {
  return {
    copied: lines.flatMap((line) => {
      const match = /^snapshot ([0-9a-f]+) saved(?:, copied from source snapshot ([0-9a-f]+))?/.exec(line)
      return match ? [{ shortId: match[1] ?? '', sourceShortId: match[2] ?? '' }] : []
    }),
  }
}
