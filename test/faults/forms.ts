import type { CaseResult } from './case-result.ts'
import type { Kind } from './kind.ts'

/** The kinds that a run draws from, as far as it has to know them to count. */
type Drawn = readonly Pick<Kind, 'id' | 'kills'>[]

/** What a run has to come to (`kills`: at random moments, among its hits), and the longest that it may take, in minutes. It is over as soon as it has come to that. */
export type Form = { readonly hits: number; readonly kinds: number; readonly kills: number; readonly minutes: number }

/** `short` takes six minutes on two quiet cores; `long` can be done in parts, of one seed each. */
export const forms = {
  short: { hits: 300, kinds: 45, kills: 120, minutes: 15 },
  long: { hits: 2_000, kinds: 90, kills: 1_000, minutes: 240 },
} as const satisfies Readonly<Record<string, Form>>

/** So many kinds may be skipped where the machine should have all that they need. */
const fewSkipped = 3

/** How many cases hit, of how many kinds, and how many of them by a kill. */
export function hitsOf(results: readonly CaseResult[], drawn: Drawn): Omit<Form, 'minutes'> {
  const hits = results.filter(({ hit }) => hit)
  const killing = new Set(drawn.filter(({ kills }) => kills).map(({ id }) => id))
  return {
    hits: hits.length,
    kinds: new Set(hits.map(({ kind }) => kind)).size,
    kills: hits.filter(({ kind }) => killing.has(kind)).length,
  }
}

/** Whether a run has come to what it is for. */
export function isReached(form: Form, results: readonly CaseResult[], drawn: Drawn): boolean {
  const { hits, kinds, kills } = hitsOf(results, drawn)
  return hits >= form.hits && kinds >= form.kinds && kills >= form.kills
}

/** What a whole run lacks: a sentence each. Too few hits prove too little, whatever has held. */
export function shortfalls(form: Form, results: readonly CaseResult[], drawn: Drawn, skipped: number, complete: boolean): string[] {
  const { hits, kinds, kills } = hitsOf(results, drawn)
  return [
    ...(hits < form.hits ? [`Only ${hits} cases hit, of ${form.hits} that are wanted.`] : []),
    ...(kinds < form.kinds ? [`Only ${kinds} kinds hit, of ${form.kinds} that are wanted.`] : []),
    ...(kills < form.kills ? [`Only ${kills} kills hit, of ${form.kills} that are wanted.`] : []),
    ...(complete && skipped > fewSkipped ? [`${skipped} kinds were skipped, on a machine that should have all they need.`] : []),
  ]
}
