/**
 * What one look at a heartbeat found. `beat`: it was there; `at` (RFC 3339) is when it beat, as far as that is told: of a file when it says that it was changed, which may be
 * long ago or in the future, else now (`live`). `silent`: there is none; `unknown`: nobody can tell. `why`: half a sentence for a person.
 */
export type Probe =
  | { readonly kind: 'beat'; readonly at: string; readonly live?: boolean }
  | { readonly kind: 'silent'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string }

/** Nothing was found. */
export const silent = (why: string): Probe => ({ kind: 'silent', why })
/** Nobody can tell. */
export const cannotTell = (why: string): Probe => ({ kind: 'unknown', why })
