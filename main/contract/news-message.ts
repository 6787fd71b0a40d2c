import type { NewsKind } from './news-events.ts'

/**
 * A piece of news as it is carried. This is also what a webhook is posted (`Content-Type: application/json`) and a command reads on its standard
 * input, so fields are only ever added. `text` has paragraphs, divided by an empty line; all of it is free of secrets.
 */
export type NewsMessage = {
  /** The same at each attempt: whoever got it twice can tell. */
  readonly id: string
  readonly kind: NewsKind
  readonly title: string
  readonly text: string
  /** The action that mends it; `null` where nothing has to be done. */
  readonly remedy: string | null
  readonly plan: string | null
  readonly repository: string | null
  /** The run that it tells of, where it is one: the newest that failed, or the one that went well. */
  readonly run: string | null
  /** Stable codes, divided by spaces, of what went wrong. */
  readonly code: string | null
  /** What it is about: news of one subject belong together, such as a failure and its end. */
  readonly subject: string
  /** When it was raised, RFC 3339. */
  readonly time: string
  /** The machine that it comes from. */
  readonly host: string
}
