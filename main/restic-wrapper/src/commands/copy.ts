import type { Repository } from '../repository.ts'
import { filterFlags, operands, type SnapshotFilter } from './flags.ts'
import type { Plan, Reader } from './plan.ts'
import { type StepEvent, stepReader } from './prune.ts'

/** What to copy into the repository the method is called with. */
export type CopyOptions = SnapshotFilter & {
  readonly from: Repository
  /** Default: all that the filter lets through. */
  readonly ids?: readonly string[]
}

/** Which snapshots were copied. Ids are the short ones: the text mode prints no others. */
export type CopyResult = { readonly copied: readonly { readonly shortId: string; readonly sourceShortId: string }[] }

/** A snapshot has its turn: of several, each is told before its packs are copied. */
export type CopyEvent = StepEvent | { readonly type: 'snapshot'; readonly sourceShortId: string }

/** Exit codes 10, 11 and 12 may speak of either repository: the message tells. @see https://restic.readthedocs.io/en/stable/045_working_with_repos.html#copying-snapshots-between-repositories */
export function planCopy(options: CopyOptions): Plan<CopyEvent, CopyResult> {
  return {
    name: 'copy',
    args: ['copy', ...filterFlags(options), ...operands(...(options.ids ?? []))],
    announces: true,
    keepsPartial: true,
    source: options.from,
    reader: copyReader,
  }
}

function copyReader(): Reader<CopyEvent, CopyResult> {
  const steps: Reader<CopyEvent, CopyResult> = stepReader(parseCopied)
  return {
    ...steps,
    text(line, sink) {
      // `snapshot 74fef581 of [/home/me/notes] at 2026-11-21 02:23:04 +0000 UTC by me@laptop`
      const sourceShortId = /^snapshot ([0-9a-f]+) of \[/.exec(line)?.[1]
      if (sourceShortId !== undefined) sink.emit({ type: 'snapshot', sourceShortId })
      steps.text?.(line, sink)
    },
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
