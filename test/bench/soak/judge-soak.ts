import type { Line, Table } from '../part.ts'
import { linesAs } from '../part.ts'
import type { SoakSample } from './soak-sample.ts'

/** What is not to grow, however much is recorded. `slack` is what one more or less says nothing of. */
const steady: readonly {
  readonly what: string
  readonly of: (sample: SoakSample) => number
  readonly unit: string
  readonly slack: number
}[] = [
  { what: 'memory resident after collecting garbage', of: ({ rss }) => rss, unit: ' MB', slack: 0 },
  { what: 'heap after collecting garbage', of: ({ heap }) => heap, unit: ' MB', slack: 0 },
  { what: 'memory outside of the heap', of: ({ external }) => external, unit: ' MB', slack: 1 },
  { what: 'open files and sockets', of: ({ handles }) => handles, unit: '', slack: 2 },
  { what: 'timers and requests under way', of: ({ resources }) => resources, unit: '', slack: 2 },
  { what: 'threads', of: ({ threads }) => threads, unit: '', slack: 1 },
  { what: 'children', of: ({ children }) => children, unit: '', slack: 1 },
  { what: 'children that nobody waited for', of: ({ zombies }) => zombies, unit: '', slack: 0 },
  { what: 'temporary files', of: ({ temporary }) => temporary, unit: '', slack: 2 },
  { what: 'lock files', of: ({ locks }) => locks, unit: '', slack: 2 },
]
/** What grows with what is recorded: so much for each run, and not more for later ones. */
const perRun: readonly { readonly what: string; readonly of: (sample: SoakSample) => number }[] = [
  { what: 'history', of: ({ history }) => history },
]
/** What keeps pages or files ready: told, not judged. */
const shown: readonly { readonly what: string; readonly of: (sample: SoakSample) => number }[] = [
  { what: 'index', of: ({ index }) => index },
  { what: 'state', of: ({ state }) => state },
]
const most = 1.05

/** Whether the last third of the soak stands above the middle one by more than 5 %. What comes before is warm-up. */
export function judgeSoak(samples: readonly SoakSample[]): { readonly lines: Table; readonly missed: readonly string[] } {
  const third = Math.floor(samples.length / 3)
  const [middle, last] = [samples.slice(third, 2 * third), samples.slice(2 * third)]
  const lines = [
    ...steady.map(({ what, of, unit, slack }): Line => {
      const [before, after] = [middleOf(middle.map(of)), middleOf(last.map(of))]
      const measured = `${rounded(before)}${unit}, then ${rounded(after)}${unit}`
      return { what, measured, promise: '< 5 % growth', kept: after <= Math.max(before * most, before + slack) }
    }),
    ...perRun.map(({ what, of }): Line => {
      const [before, after] = [eachRun(middle, of), eachRun(last, of)]
      const measured = `${rounded(before)} bytes for each run, then ${rounded(after)}`
      return { what, measured, promise: 'the same for each run', kept: after <= before * 1.25 }
    }),
    ...shown.map(({ what, of }): Line => {
      const [before, after] = [middle.at(0), last.at(-1)].map((sample) => (sample === undefined ? Number.NaN : of(sample)))
      return { what, measured: `${rounded((before ?? 0) / 1_000)} kB, then ${rounded((after ?? 0) / 1_000)} kB`, promise: '', kept: true }
    }),
  ]
  const { table, missed } = linesAs('The middle third, and the last', lines)
  return { lines: table, missed }
}

function eachRun(samples: readonly SoakSample[], of: (sample: SoakSample) => number): number {
  const [first, last] = [samples.at(0), samples.at(-1)]
  return first === undefined || last === undefined ? Number.NaN : (of(last) - of(first)) / Math.max(1, last.runs - first.runs)
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function rounded(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 })
}
