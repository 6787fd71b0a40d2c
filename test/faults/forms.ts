import type { CaseResult } from './case-result.ts'

/** What a run has to come to, and the longest that it may take, in minutes. It is over as soon as it has come to that. */
export type Form = { readonly hits: number; readonly kinds: number; readonly minutes: number }

/** `short` takes six minutes on two quiet cores; `long` can be done in parts, of one seed each. */
export const forms = {
  short: { hits: 300, kinds: 45, minutes: 15 },
  long: { hits: 2_000, kinds: 90, minutes: 240 },
} as const satisfies Readonly<Record<string, Form>>

/** So many kinds may be skipped where the machine should have all that they need. */
const fewSkipped = 3

/** How many cases hit, and of how many kinds. */
export function hitsOf(results: readonly CaseResult[]): { readonly hits: number; readonly kinds: number } {
  const hits = results.filter(({ hit }) => hit)
  return { hits: hits.length, kinds: new Set(hits.map(({ kind }) => kind)).size }
}

/** Whether a run has come to what it is for. */
export function isReached(form: Form, results: readonly CaseResult[]): boolean {
  const { hits, kinds } = hitsOf(results)
  return hits >= form.hits && kinds >= form.kinds
}

/** What a whole run lacks: a sentence each. Too few hits prove too little, whatever has held. */
export function shortfalls(form: Form, results: readonly CaseResult[], skipped: number, complete: boolean): string[] {
  const { hits, kinds } = hitsOf(results)
  return [
    ...(hits < form.hits ? [`Only ${hits} cases hit, of ${form.hits} that are wanted.`] : []),
    ...(kinds < form.kinds ? [`Only ${kinds} kinds hit, of ${form.kinds} that are wanted.`] : []),
    ...(complete && skipped > fewSkipped ? [`${skipped} kinds were skipped, on a machine that should have all they need.`] : []),
  ]
}
