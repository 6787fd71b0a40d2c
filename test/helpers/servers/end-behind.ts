import { afterAll } from 'vitest'

const ends: (() => Promise<void>)[] = []

/** Ends everything that was started here and still runs, the last first. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).toReversed()) await end()
}

// Outside of the tests, in a measurement, whoever measures ends them.
if (process.env['VITEST'] !== undefined) afterAll(endAll)

/** Has something ended behind the tests of this file. To end twice must do no harm. */
export function endBehind(end: () => Promise<void>): void {
  ends.push(end)
}
