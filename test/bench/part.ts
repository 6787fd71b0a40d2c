/** How Vaultkeeper and restic are called. */
export type BenchPrograms = {
  /** What Node runs: the program as it is installed. */
  readonly cli: readonly string[]
  readonly restic: string
}

/** How much is measured. What is left out is what the part itself takes for enough. */
export type Amount = {
  readonly files?: number | undefined
  readonly rounds?: number | undefined
  readonly mebibytes?: number | undefined
  readonly minutes?: number | undefined
  readonly agents?: number | undefined
  /** Seconds of one program in one part: who has taken more gets no further round. */
  readonly patience?: number | undefined
}

/** Rows under columns, under a title. */
export type Table = { readonly title: string; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** What a part found out. */
export type Finding = {
  /** What was measured, in a line or two: how many files, how many rounds. */
  readonly of: string
  readonly tables: readonly Table[]
  /** What was promised, and is not so. Never hidden. */
  readonly missed: readonly string[]
  readonly notes?: readonly string[]
  /** What it was reckoned from, for machines. */
  readonly numbers?: unknown
}

/** One part of the report, measured by itself. */
export type Part = {
  readonly name: string
  /** What is asked, as a heading. */
  readonly says: string
  readonly measure: (programs: BenchPrograms, amount: Amount) => Promise<Finding>
}

/** What was measured beside what was promised of it. */
export type Line = { readonly what: string; readonly measured: string; readonly promise: string; readonly kept: boolean }

/** Lines as a table, and those of them that are not kept. */
export function linesAs(title: string, lines: readonly Line[]): { readonly table: Table; readonly missed: readonly string[] } {
  const rows = lines.map(({ what, measured, promise, kept }) => [what, measured, kept ? promise : `${promise}: MISSED`])
  const missed = lines
    .filter(({ kept }) => !kept)
    .map(({ what, measured, promise }) => `${title}: ${what}: ${measured}, promised ${promise}`)
  return { table: { title, columns: ['what', 'measured', 'promised'], rows }, missed }
}

/** For a person to read. */
export const inWords = {
  count: (number: number) => number.toLocaleString('en-US'),
  seconds: (seconds: number) => (Number.isNaN(seconds) ? '–' : `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`),
  megabytes: (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`,
  times: (ratio: number) => (Number.isNaN(ratio) ? '–' : `${ratio.toFixed(ratio < 10 ? 2 : 0)}x`),
}
