import { createCheckErrors } from '../messages/check-errors.ts'
import { count, texts } from '../messages/json.ts'
import { parseStepProgress, type StepProgress } from '../messages/text-progress.ts'
import { filterFlags, on, one, type SnapshotFilter } from './flags.ts'
import { type FailureEvent, type Plan, quietWork, type Reader, type RetryingEvent, slowWork } from './plan.ts'

/** How thoroughly to check. */
export type CheckOptions = {
  /** Read every byte. Without it, or a subset, bit rot in data is not found. */
  readonly readData?: boolean
  /** `1/12` (a fixed twelfth: all twelve cover everything), `10%` or `50M` (random). */
  readonly readDataSubset?: string
  /** Only what these snapshots use (0.19). */
  readonly withSnapshots?: SnapshotFilter
  /** Runs in text mode, the only one that tells how far it is. Findings are the same; `suggestPrune` is then read from the text. */
  readonly progress?: boolean
}

/** What a check found. */
export type CheckResult = {
  readonly errors: number
  /** For `repairPacks`. Empty when packs are missing altogether: see the failures. */
  readonly brokenPacks: readonly string[]
  readonly suggestRepairIndex: boolean
  readonly suggestPrune: boolean
}

/** What a check tells while it runs. */
export type CheckEvent = StepProgress | FailureEvent | RetryingEvent

/** @see https://restic.readthedocs.io/en/stable/045_working_with_repos.html#checking-integrity-and-consistency */
export function planCheck(options: CheckOptions): Plan<CheckEvent, CheckResult> {
  const json = options.progress !== true
  return {
    name: 'check',
    args: [
      'check',
      ...on('read-data', options.readData),
      ...one('read-data-subset', options.readDataSubset),
      ...filterFlags(options.withSnapshots ?? {}),
    ],
    json,
    announces: true,
    keepsPartial: true,
    during: 'check',
    reader: json ? checkReader : checkTextReader,
    limits: json ? quietWork : slowWork,
    refusal: options.readData && options.readDataSubset !== undefined ? 'readData and readDataSubset cannot go together' : undefined,
  }
}

/** Reads the `summary` line on stdout and `error` lines on stderr. */
function checkReader(): Reader<CheckEvent, CheckResult> {
  const errors = createCheckErrors()
  let result: CheckResult | undefined
  return {
    json(json) {
      if (json.message_type !== 'summary') return
      result = {
        errors: count(json.num_errors),
        brokenPacks: texts(json.broken_packs),
        suggestRepairIndex: json.suggest_repair_index === true,
        suggestPrune: json.suggest_prune === true,
      }
    },
    errorText: (line, sink) => {
      const failure = errors.read(line)
      if (failure) sink.failure(failure)
      return true
    },
    result: () => result,
  }
}

/** Reads the text mode: progress on stdout, findings on stderr. */
function checkTextReader(): Reader<CheckEvent, CheckResult> {
  const errors = createCheckErrors()
  let found = 0
  let suggestPrune = false
  let begun = false
  return {
    text(line, sink) {
      begun ||= /^(?:load indexes|no errors were found)/.test(line)
      if (line.includes('restic prune')) suggestPrune = true
      const progress = parseStepProgress(line)
      if (progress) sink.progress(progress, `${progress.unit}/${progress.done}`)
      else sink.alive()
    },
    errorText(line, sink) {
      const failure = errors.read(line)
      if (failure) {
        found++
        sink.failure(failure)
      }
      return !line.startsWith('Fatal:')
    },
    // A check that never came to look (locked, wrong password) has found nothing, not "no errors".
    result: () =>
      begun
        ? { errors: found, brokenPacks: [...errors.brokenPacks], suggestRepairIndex: errors.suggestRepairIndex, suggestPrune }
        : undefined,
  }
}
