/** One thing that the doctor looked at. */
export type Finding = {
  readonly part: string
  readonly verdict: 'good' | 'attention' | 'bad'
  readonly finding: string
  readonly remedy: string | null
}

/** One that is as it should be. Pure. */
export function good(part: string, finding: string): Finding {
  return { part, verdict: 'good', finding, remedy: null }
}
