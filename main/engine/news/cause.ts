import type { NewsKind } from '../../contract/news-events.ts'

/** Something that is so now and that a person may want to hear of. */
export type Cause = {
  readonly kind: NewsKind
  /** What it is about. The same kind and code of one subject are not told twice, until it has recovered, or that part of it had (`begun`). */
  readonly subject: string
  /** What exactly, and since when: a code that is new is told although others of the subject were. Codes have no spaces. */
  readonly parts: readonly CausePart[]
  readonly title: string
  readonly text: string
  readonly remedy: string | null
  readonly plan: string | null
  readonly repository: string | null
  /** It may well be over in a moment: not told yet, but not over either. */
  readonly early: boolean
}

/**
 * See {@link Cause.parts}. Times are RFC 3339. `begun`: when it went wrong after it was well last, of what has a code of its own in a subject that may be bad for other reasons meanwhile:
 * what was told of it before that is over.
 */
export type CausePart = { readonly code: string; readonly since: string; readonly begun?: string }

/** News to be raised: what the records will say, without its id. `carriers` are those that are to carry it. */
export type NewsToRaise = Pick<Cause, 'kind' | 'subject' | 'title' | 'text' | 'remedy' | 'plan' | 'repository'> & {
  readonly code: string | null
  readonly carriers: readonly string[]
}
