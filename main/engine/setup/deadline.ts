/** How much may still be looked at: until a moment, so many entries. Several may share one. */
export type Deadline = {
  /** Counts `entries` as looked at. @returns whether there may be more */
  readonly spend: (entries: number) => boolean
  readonly passed: () => boolean
}

/** A deadline so many milliseconds from now, or after so many entries, or when nobody waits any more. */
export function deadlineOf(limits: { milliseconds: number; entries: number; signal?: AbortSignal | undefined }): Deadline {
  const end = performance.now() + limits.milliseconds
  let left = limits.entries
  const passed = () => left <= 0 || performance.now() > end || limits.signal?.aborted === true
  return {
    passed,
    spend: (entries) => {
      left -= entries
      return !passed()
    },
  }
}
