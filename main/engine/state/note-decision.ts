import type { DatabaseSync } from 'node:sqlite'
import type { HistoryLine } from '../../contract/history-event.ts'
import { prepared } from './prepared.ts'

/** What a person decided, for the list of what happened; lines of other kinds are none. Taken in before the line itself is, and twice is as once. */
export function noteDecision(database: DatabaseSync, line: HistoryLine): void {
  const note = (decision: string, by: string, about: About) => {
    const { subject = null, plan = null, vault = null, repository = null, until = null } = about
    prepared(
      database,
      'INSERT OR IGNORE INTO decisions (seq, time, decision, by, subject, plan, vault, repository, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(line.seq, line.time, decision, by, subject, plan, vault, repository, until)
  }
  const aboutIn = (sql: string, subject: string): About => ({ ...(prepared(database, sql).get(subject) as About | undefined), subject })
  switch (line.event) {
    case 'change.decided':
      // One that a newer change took the place of was decided by nobody.
      if (line.decision === 'superseded') return
      note(line.decision, line.by, aboutIn('SELECT plan, vault, repository FROM changes WHERE id = ?', line.change))
      return
    case 'anomaly.answered':
      note(line.answer, line.by, aboutIn('SELECT plan, vault, repository FROM anomalies WHERE id = ?', line.anomaly))
      return
    case 'snapshot.pinned':
    case 'snapshot.unpinned':
      note(
        line.event === 'snapshot.pinned' ? 'pinned' : 'unpinned',
        line.by,
        aboutIn('SELECT plan, vault, repository FROM snapshots WHERE id = ?', line.snapshot),
      )
      return
    case 'schedule.paused':
      note('paused', line.by, { plan: line.plan, until: line.until })
      return
    case 'schedule.resumed':
      note('resumed', line.by, { plan: line.plan })
      return
    default:
      return
  }
}

/** What a decision is about. */
type About = { readonly [which in 'subject' | 'plan' | 'vault' | 'repository' | 'until']?: string | null | undefined }
