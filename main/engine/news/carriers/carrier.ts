import type { NewsKind } from '../../../contract/news-events.ts'
import type { NewsMessage } from '../../../contract/news-message.ts'

/** What became of an attempt. `why` goes on behind a colon, without a full stop, and holds no secret. */
export type Delivery =
  | { readonly ok: true }
  /** `of` message: this piece was refused, others may pass. `of` carrier: nothing passes now. */
  | { readonly ok: false; readonly why: string; readonly of: 'message' | 'carrier' }

/** A way to tell a person something. */
export type Carrier = {
  readonly id: string
  /** What a person calls it. */
  readonly name: string
  readonly on: ReadonlySet<NewsKind>
  /** One attempt, with a time cap of its own. Never throws. */
  readonly deliver: (message: NewsMessage, signal: AbortSignal) => Promise<Delivery>
}

/** It arrived. */
export const delivered: Delivery = { ok: true }

/** Nothing passes now. */
export function carrierFailed(why: string): Delivery {
  return { ok: false, why, of: 'carrier' }
}
