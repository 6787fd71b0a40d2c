import type { DatabaseSync } from 'node:sqlite'
import type { RunKind } from '../../contract/run-kind.ts'
import type { Verdict } from '../../contract/verdict.ts'
import { type KnownRun, type Row, rows, toRun } from './queries.ts'
import type { Skip } from './schedule-queries.ts'

/** What a person decided. `subject`: the change, anomaly or snapshot that it is about; `until`: how long a pause lasts, null until resumed. */
export type KnownDecision = {
  readonly seq: number
  readonly time: string
  readonly decision: 'approved' | 'reverted' | 'expected' | 'restored' | 'pinned' | 'unpinned' | 'paused' | 'resumed'
  readonly by: string
  readonly subject: string | null
  readonly plan: string | null
  readonly vault: string | null
  readonly repository: string | null
  readonly until: string | null
}

/** Which lines of the records are wanted; all, where it is left out. `before`: only what was recorded before the line of this number. */
export type RecordFilter = {
  readonly before: number
  readonly kinds?: readonly RunKind[] | undefined
  readonly verdicts?: readonly (Verdict | 'running')[] | undefined
  readonly plan?: string | undefined
  readonly vault?: string | undefined
  readonly repository?: string | undefined
}

type Values = (string | number | null)[]
type Conditions = readonly (readonly [sql: string, values: Values] | undefined)[]

/** So many rows are read at once. */
const chunk = 200

/** Runs, newest first, read as they are asked for. */
export function* runsBefore(
  database: DatabaseSync,
  { kinds, verdicts, plan, vault, repository, before }: RecordFilter,
): Generator<KnownRun> {
  const ended = verdicts?.filter((one) => one !== 'running')
  const conditions: Conditions = [
    kinds && [`kind IN (${marks(kinds)})`, [...kinds]],
    ended && [`(verdict IN (${marks(ended)})${ended.length < (verdicts?.length ?? 0) ? ' OR verdict IS NULL' : ''})`, [...ended]],
    equal('plan', plan),
    equal('vault', vault),
    equal('repository', repository),
  ]
  for (const row of newestFirst(database, 'runs', conditions, before)) yield toRun(row)
}

/** Due times that were not run, newest first, read as they are asked for. They are of no vault. */
export function* skipsBefore(database: DatabaseSync, { plan, repository, before }: RecordFilter): Generator<Skip> {
  const here: Conditions[number] = repository === undefined ? undefined : ['(repository = ? OR repository IS NULL)', [repository]]
  for (const row of newestFirst(database, 'skips', [equal('plan', plan), here], before)) yield row as unknown as Skip
}

/** What was decided, newest first, read as it is asked for. A pause of everything is one of each plan. */
export function* decisionsBefore(database: DatabaseSync, { plan, vault, repository, before }: RecordFilter): Generator<KnownDecision> {
  const ofPlan: Conditions[number] =
    plan === undefined ? undefined : ["(plan = ? OR plan IS NULL AND decision IN ('paused', 'resumed'))", [plan]]
  const conditions = [ofPlan, equal('vault', vault), equal('repository', repository)]
  for (const row of newestFirst(database, 'decisions', conditions, before)) yield row as unknown as KnownDecision
}

function* newestFirst(database: DatabaseSync, table: string, conditions: Conditions, before: number): Generator<Row> {
  const asked = conditions.filter((one) => one !== undefined)
  const sql = `SELECT * FROM ${table} WHERE seq < ?${asked.map(([condition]) => ` AND ${condition}`).join('')} ORDER BY seq DESC LIMIT ${chunk}`
  for (let last = before; ; ) {
    const found = rows(database, sql, last, ...asked.flatMap(([, values]) => values))
    yield* found
    if (found.length < chunk) return
    last = Number(found.at(-1)?.['seq'])
  }
}

function equal(column: string, value: string | undefined): Conditions[number] {
  return value === undefined ? undefined : [`${column} = ?`, [value]]
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
