// Without zod on purpose: the schedule reads these texts in a process that has to stay small.

const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** Milliseconds of a text that `duration` (values.ts) accepts. */
export function millisecondsOf(text: string): number {
  let sum = 0
  for (const [, number, unit] of text.matchAll(/(\d+)(ms|[smhdw])/g))
    sum += Number(number) * milliseconds[unit as keyof typeof milliseconds]
  return sum
}

/** An interval: `every 6h`. */
export const every = /^every (\d[\da-z]*)$/

/** Milliseconds between two due times of an `every` schedule, `null` for one of cron. */
export function intervalOf(schedule: string): number | null {
  const [, length] = every.exec(schedule) ?? []
  return length === undefined ? null : millisecondsOf(length)
}
