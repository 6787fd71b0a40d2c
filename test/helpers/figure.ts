import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Whether the tests are run in their long form: `VAULTKEEPER_LONG=1`. */
export const long = process.env['VAULTKEEPER_LONG'] === '1'

/** What random numbers of a test begin with: `VAULTKEEPER_SEED`, or the one that the test is run with each time. */
export function seedOf(usual: number): number {
  return Number(process.env['VAULTKEEPER_SEED'] ?? usual)
}

/** How many cases a test of many does: so many each time, or in the long form. */
export function howMany(each: number, inTheLongForm: number): number {
  return long ? inTheLongForm : each
}

/** What a test of many cases counted: one line of the fault suite's report. */
export type Figure = {
  /** What was looked for, in a few words: "bits flipped in a repository, and found". */
  readonly says: string
  readonly seed: number
  /** How many cases really happened; what missed is not counted. */
  readonly cases: number
  /** How many of them went wrong, which has to be none. */
  readonly wrong: number
  /** Besides, where it tells something: medians, what missed, what was found. */
  readonly also?: string
}

/**
 * Notes a figure for the report that `npm run test:faults -- --long` makes, as a file in the folder `VAULTKEEPER_FIGURES`; without that, nothing is written.
 * @param name of the file; one for each figure, such as `bit-flips`
 */
export function noteFigure(name: string, figure: Figure): void {
  const folder = process.env['VAULTKEEPER_FIGURES']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(figure, null, 1)}\n`)
}
