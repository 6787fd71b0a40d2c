import { parseSize } from '../messages/size.ts'
import { parseStepProgress, type StepProgress } from '../messages/text-progress.ts'
import { on, one } from './flags.ts'
import { type FailureEvent, type Plan, type Reader, type RetryingEvent, slowWork } from './plan.ts'

/** How hard to tidy. */
export type PruneOptions = {
  readonly dryRun?: boolean
  /** `5%` (default), `2G`, `unlimited`. */
  readonly maxUnused?: string
  /** `0` needs no free space to speak of. */
  readonly maxRepackSize?: string
  readonly repackCacheableOnly?: boolean
  readonly repackUncompressed?: boolean
}

/** What prune removed. Bytes are as exact as the rounded text of restic. */
export type PruneResult = {
  readonly removedBlobs: number
  readonly removedBytes: number
  readonly remainingBlobs: number
  readonly remainingBytes: number
}

/** What prune, copy and repair tell while they run. */
export type StepEvent = StepProgress | FailureEvent | RetryingEvent

/** There is no JSON for prune in 0.19: the text is read. @see https://restic.readthedocs.io/en/stable/060_forget.html#customize-pruning */
export function planPrune(options: PruneOptions): Plan<StepEvent, PruneResult> {
  return {
    name: 'prune',
    args: [
      'prune',
      ...on('dry-run', options.dryRun),
      ...one('max-unused', options.maxUnused),
      ...one('max-repack-size', options.maxRepackSize),
      ...on('repack-cacheable-only', options.repackCacheableOnly),
      ...on('repack-uncompressed', options.repackUncompressed),
    ],
    announces: true,
    limits: slowWork,
    reader: pruneReader,
  }
}

/** Reads `total prune:  1 blobs / 1.124 KiB` and `remaining: ...` among the progress. */
function pruneReader(): Reader<StepEvent, PruneResult> {
  const sums = new Map<string, { blobs: number; bytes: number }>()
  const steps = stepReader(() => undefined)
  return {
    text(line, sink) {
      const match = /^(total prune|remaining):\s+(\d+) blobs \/ (.+)$/.exec(line)
      if (match) sums.set(match[1] ?? '', { blobs: Number(match[2]), bytes: parseSize(match[3] ?? '') ?? 0 })
      steps.text?.(line, sink)
    },
    result() {
      const [removed, remaining] = [sums.get('total prune'), sums.get('remaining')]
      if (!remaining) return undefined
      return {
        removedBlobs: removed?.blobs ?? 0,
        removedBytes: removed?.bytes ?? 0,
        remainingBlobs: remaining.blobs,
        remainingBytes: remaining.bytes,
      }
    },
  }
}

/** Reads progress lines; `read` sees all others and gives the result at the end. */
export function stepReader<Result>(result: (lines: readonly string[]) => Result): Reader<StepEvent, Result> {
  const lines: string[] = []
  return {
    text(line, sink) {
      const progress = parseStepProgress(line)
      if (progress) return sink.progress(progress, `${progress.unit}/${progress.done}`)
      sink.alive()
      if (lines.length < 100_000) lines.push(line)
    },
    result: () => result(lines),
  }
}
