import type { DatabaseSync } from 'node:sqlite'
import type { NewsKind } from '../../contract/news-events.ts'
import type { Problem } from '../../contract/problem.ts'
import type { RunKind } from '../../contract/run-kind.ts'
import type { Verdict } from '../../contract/verdict.ts'
import { jsonOf, jsonOrNull } from './json-column.ts'
import { type Row, rows } from './queries.ts'

/** A carrier whose newest attempt did not arrive. `attempts` is how often that piece was tried, `undelivered` how much waits or was given up since. */
export type FailingCarrier = {
  readonly carrier: string
  readonly why: string
  readonly since: string
  readonly attempts: number
  readonly undelivered: number
}

/** Why a heartbeat is given up that nobody needs any more, which says nothing about its carrier. */
export const outdated = 'it is outdated'

/** Carriers that have delivered nothing since something last failed. */
export function failingCarriers(database: DatabaseSync): FailingCarrier[] {
  const sql = `SELECT d.carrier, d.why, max(d.time) AS latest, min(n.time) AS firstRaised, min(d.time) AS firstTried, max(d.attempts) AS attempts, count(*) AS undelivered
    FROM deliveries d LEFT JOIN news n ON n.id = d.news
    WHERE d.state <> 'delivered' AND d.why IS NOT ?
      AND d.time > coalesce((SELECT max(g.time) FROM deliveries g WHERE g.carrier = d.carrier AND g.state = 'delivered'), '')
    GROUP BY d.carrier ORDER BY d.carrier`
  return rows(database, sql, outdated).map(({ carrier, why, firstRaised, firstTried, attempts, undelivered }) => ({
    carrier: String(carrier),
    why: String(why ?? ''),
    since: String(firstRaised ?? firstTried),
    attempts: Number(attempts),
    undelivered: Number(undelivered),
  }))
}

/** A piece of news as it was raised. */
export type RaisedNews = {
  readonly id: string
  readonly seq: number
  readonly time: string
  readonly kind: NewsKind
  readonly subject: string
  readonly title: string
  readonly text: string
  readonly remedy: string | null
  readonly plan: string | null
  readonly repository: string | null
  readonly code: string | null
  readonly carriers: readonly string[]
}

function toNews(row: Row): RaisedNews {
  return { ...row, carriers: jsonOf(row['carriers']) } as unknown as RaisedNews
}

/** The latest news of a subject, newest first. */
export function newsOf(database: DatabaseSync, subject: string, most: number): RaisedNews[] {
  return rows(database, 'SELECT * FROM news WHERE subject = ? ORDER BY seq DESC LIMIT ?', subject, most).map(toNews)
}

/** The latest news of all subjects, newest first. */
export function latestNews(database: DatabaseSync, most: number): RaisedNews[] {
  return rows(database, 'SELECT * FROM news ORDER BY rowid DESC LIMIT ?', most).map(toNews)
}

/**
 * Subjects of which something bad was told, and not yet that it is over. An unusual change and one that waits for approval are none: each has a subject of its own that a person answers
 * once. Snapshots of another machine can be gone again and again, and what came all at once has the kind of the worst of it.
 */
export function openSubjects(database: DatabaseSync): string[] {
  const sql = `SELECT subject, kind, max(seq) FROM news WHERE kind IN ('failed', 'stale', 'carrier-failed', 'git', 'agent', 'reminder', 'recovered')
    OR subject LIKE 'lost-of-machine/%' OR subject = 'summary' GROUP BY subject`
  return rows(database, sql)
    .filter(({ kind }) => kind !== 'recovered')
    .map(({ subject }) => String(subject))
}

/** The run that a piece of news tells of: the newest bad one of its plan before it was raised, or the one that went well; `null` where it is about no one run. */
export function runOfNews(database: DatabaseSync, { kind, subject, plan, repository, time }: RaisedNews): string | null {
  if (plan === null || repository === null) return null
  const [about, name = ''] = subject.split('/')
  if (kind === 'well') return name
  if (kind !== 'failed' || about === 'care') return null
  const sql = `SELECT id FROM runs WHERE kind = 'backup' AND plan = ? AND repository = ? AND verdict IN ('failed', 'not-verified', 'interrupted')
    AND problem ->> 'code' IS NOT 'stopped' AND ended <= ? AND (? <> 'vault' OR vault = ?) ORDER BY ended DESC, seq DESC LIMIT 1`
  const [run] = rows(database, sql, plan, repository, time, about ?? '', name)
  return run === undefined ? null : String(run['id'])
}

/** Something that a carrier still has to deliver. */
export type Undelivered = {
  readonly news: RaisedNews
  readonly carrier: string
  readonly attempts: number
  /** When it was tried last. */
  readonly tried: string | null
}

/** News raised since `from` that one of its carriers has not delivered and not given up, oldest first. */
export function undelivered(database: DatabaseSync, from: string): Undelivered[] {
  const sql = `SELECT n.*, c.value AS carrier, coalesce(d.attempts, 0) AS attempts, d.time AS tried
    FROM news n, json_each(n.carriers) c LEFT JOIN deliveries d ON d.news = n.id AND d.carrier = c.value
    WHERE n.time >= ? AND coalesce(d.state, 'failed') = 'failed' ORDER BY n.seq`
  return rows(database, sql, from).map(({ carrier, attempts, tried, ...row }) => ({
    news: toNews(row),
    carrier: String(carrier),
    attempts: Number(attempts),
    tried: (tried ?? null) as string | null,
  }))
}

/** A run of a plan that has ended. */
export type EndedPlanRun = {
  readonly id: string
  readonly kind: RunKind
  readonly plan: string
  readonly repository: string
  readonly vault: string
  readonly label: string | null
  readonly ended: string
  readonly verdict: Verdict
  readonly warnings: readonly string[]
  readonly files: number
  readonly bytesStored: number
}

/** Backups of plans that ended after `from` and not after `to`, oldest first. */
export function endedPlanRuns(database: DatabaseSync, from: string, to: string): EndedPlanRun[] {
  const sql = `SELECT r.id, r.kind, r.plan, r.repository, r.vault, coalesce(r.label, s.label) AS label, r.ended, r.verdict, r.warnings,
      coalesce(r.counts ->> 'files', 0) AS files, coalesce(r.counts ->> 'bytesStored', 0) AS bytesStored
    FROM runs r LEFT JOIN snapshots s ON s.id = r.snapshot
    WHERE r.kind = 'backup' AND r.plan IS NOT NULL AND r.vault IS NOT NULL AND r.ended > ? AND r.ended <= ? ORDER BY r.ended, r.seq`
  return rows(database, sql, from, to).map(({ warnings, ...row }) => ({
    ...row,
    warnings: jsonOrNull(warnings) ?? [],
  })) as unknown as EndedPlanRun[]
}

/** A heartbeat that did not arrive: of which run, over which carrier, and how often it was tried. */
export type MissedPing = {
  readonly run: string
  readonly carrier: string
  readonly attempts: number
  readonly tried: string
  readonly plan: string
  readonly repository: string
  readonly vault: string
  readonly verdict: Verdict
  readonly problem: Problem | null
  readonly ended: string
  /** A newer run has an end of its own to tell: any of that plan for a success, one of the same vault and repository for a failure. */
  readonly outdated: boolean
}

/** See {@link MissedPing}. They stand in the records under the run in the place of a piece of news. */
export function missedPings(database: DatabaseSync): MissedPing[] {
  const sql = `SELECT d.news AS run, d.carrier, d.attempts, d.time AS tried, r.plan, r.repository, r.vault, r.verdict, r.problem, r.ended,
      EXISTS (SELECT 1 FROM runs n WHERE n.plan = r.plan AND n.kind = 'backup' AND n.seq > r.seq
        AND n.verdict IN ('done', 'warnings', 'failed', 'not-verified')
        AND (r.verdict NOT IN ('failed', 'not-verified', 'interrupted') OR n.repository = r.repository AND n.vault = r.vault)) AS outdated
    FROM deliveries d JOIN runs r ON r.id = d.news WHERE d.state = 'failed' AND d.carrier GLOB 'ping:*' AND r.verdict IS NOT NULL ORDER BY d.time`
  return rows(database, sql).map(({ problem, outdated, ...row }) => ({
    ...row,
    problem: jsonOrNull(problem),
    outdated: outdated === 1,
  })) as unknown as MissedPing[]
}
