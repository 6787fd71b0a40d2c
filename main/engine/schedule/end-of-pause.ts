/** When a pause ends by itself: after so many ms, at midnight, or (`null`) not before a person resumes. Pure, but for the machine's zone. */
export function endOfPause(
  now: Date,
  length: { readonly for?: number | undefined; readonly untilTomorrow?: boolean | undefined },
): Date | null {
  if (length.for !== undefined) return new Date(now.getTime() + length.for)
  return length.untilTomorrow ? new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1) : null
}
