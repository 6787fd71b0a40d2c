import { type Cost, median } from '../measure.ts'
import { inWords, type Table } from '../part.ts'
import { type Step, steps } from './contestant.ts'
import type { Result } from './run-race.ts'

/** The middle of what a step cost somebody; NaN where they have no such step. */
export function middle({ costs }: Result, step: Step, of: (cost: Cost) => number): number {
  return median((costs[step] ?? []).map(of))
}

/** Times, processor times and memory of all, a column for each step that anybody has. */
export function raceTables(title: string, results: readonly Result[]): Table[] {
  const had = steps.filter((step) => results.some(({ costs }) => costs[step] !== undefined))
  const table = (what: string, cell: (result: Result, step: Step) => string): Table => ({
    title: `${title}: ${what}`,
    columns: ['', 'encryption', 'rounds', ...had],
    rows: results.map((result) => [
      result.contestant.name,
      result.contestant.encryption,
      `${result.rounds}${result.failed === undefined ? '' : ', then failed'}`,
      ...had.map((step) => (result.costs[step] === undefined ? '–' : cell(result, step))),
    ]),
  })
  return [
    table('time, median', (result, step) => inWords.seconds(middle(result, step, ({ seconds }) => seconds))),
    table('processor time of all cores, median', (result, step) => inWords.seconds(middle(result, step, ({ cpuSeconds }) => cpuSeconds))),
    table(
      'peak memory of all its processes',
      (result, step) => `${Math.round(Math.max(...(result.costs[step] ?? []).map((cost) => cost.allMegabytes)))} MB`,
    ),
  ]
}
