import type { DatabaseSync } from 'node:sqlite'
import type { HistoryLine } from '../../contract/history-event.ts'
import { applyAgentEvent } from './apply-agent-event.ts'
import { takeBack } from './clock-stepped.ts'
import { enterSnapshot } from './enter-snapshot.ts'
import { forgetRepository } from './forget-repository.ts'
import { renameVault } from './former-vaults.ts'
import { noteGitHeads } from './git-heads.ts'
import { noteGitLook } from './git-looks.ts'
import { noteDecision } from './note-decision.ts'
import { prepared } from './prepared.ts'

/** Folds one line of the history into the state. Applying a line twice changes nothing. */
export function applyEvent(database: DatabaseSync, line: HistoryLine): void {
  const run = (sql: string, ...values: (string | number | null)[]) => prepared(database, sql).run(...values)
  noteDecision(database, line)
  applyAgentEvent(database, line)
  switch (line.event) {
    case 'home.created':
      run('INSERT OR IGNORE INTO home (id, host) VALUES (1, ?)', line.host)
      return
    case 'repository.creating':
      // Begun anew, it is wherever it was begun last.
      run(
        `INSERT INTO repositories (name, location, password) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET location = excluded.location, password = excluded.password WHERE repositories.id IS NULL`,
        line.repository,
        line.location,
        line.password,
      )
      return
    case 'repository.known':
      run(
        `INSERT INTO repositories (name, id, location, fingerprint, password) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET id = excluded.id, location = excluded.location, fingerprint = excluded.fingerprint, password = excluded.password`,
        line.repository,
        line.id,
        line.location,
        line.fingerprint,
        line.password,
      )
      return
    case 'vault.known':
      run(
        'INSERT INTO vaults (id, name, path) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, path = excluded.path',
        line.vault,
        line.name,
        line.path,
      )
      // One that is backed up by its own name is itself again, whoever had its backups meanwhile.
      run('DELETE FROM former_vaults WHERE id = ?', line.vault)
      if (line.formerly !== undefined) renameVault(database, line.formerly, line.vault)
      return
    case 'run.intent':
      run(
        `INSERT OR IGNORE INTO runs (id, seq, kind, repository, vault, path, label, target, snapshot, plan, due, trigger_, source, agent, pid, processStart, started)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        line.run,
        line.seq,
        line.kind,
        line.repository ?? null,
        line.vault ?? null,
        line.path ?? null,
        line.label ?? null,
        line.target ?? null,
        line.snapshot ?? null,
        line.plan ?? null,
        line.due ?? null,
        line.trigger ?? null,
        line.source ?? null,
        line.agent ?? null,
        line.pid,
        line.processStart,
        line.time,
      )
      return
    case 'run.snapshot':
      run(
        'UPDATE runs SET snapshot = ?, unchanged = ?, counts = ?, snapshot_ms = ? WHERE id = ?',
        line.snapshot.id,
        line.unchanged ? 1 : 0,
        JSON.stringify(line.counts),
        line.duration,
        line.run,
      )
      if (!line.unchanged) enterSnapshot(database, line.seq, repositoryOfRun(database, line.run), line.snapshot)
      return
    case 'run.verified':
      run('UPDATE runs SET report = ? WHERE id = ?', JSON.stringify(line.report), line.run)
      return
    case 'run.outcome':
      run(
        'UPDATE runs SET ended = ?, verdict = ?, problem = ?, warnings = ?, result = ? WHERE id = ? AND verdict IS NULL',
        line.time,
        line.verdict,
        line.problem ? JSON.stringify(line.problem) : null,
        JSON.stringify(line.warnings),
        line.result ? JSON.stringify(line.result) : null,
        line.run,
      )
      if (line.verdict === 'done' || line.verdict === 'warnings') {
        run(
          "UPDATE snapshots SET verified = ? WHERE id = (SELECT snapshot FROM runs WHERE id = ? AND kind IN ('backup', 'verify'))",
          line.time,
          line.run,
        )
      }
      if (line.verdict === 'done' || line.verdict === 'warnings' || line.verdict === 'not-verified') settleRestores(database, line.run)
      if (typeof line.result?.['proven'] === 'string')
        run('UPDATE snapshots SET verified = ? WHERE id = ?', line.time, line.result['proven'])
      for (const { snapshot, holds } of comparedBy(line.result))
        run('UPDATE snapshots SET verified = ? WHERE id = ?', holds ? line.time : null, snapshot)
      return
    case 'snapshots.seen':
      for (const snapshot of line.snapshots) enterSnapshot(database, line.seq, line.repository, snapshot)
      return
    case 'restore.begun':
      run(
        `INSERT OR IGNORE INTO restores (run, seq, time, repository, snapshot, parts, target, policy, safety, undoable, made, continues, undoes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        line.run,
        line.seq,
        line.time,
        line.repository,
        line.snapshot,
        JSON.stringify(line.parts),
        line.target,
        line.policy,
        line.safety,
        line.undoable ? 1 : 0,
        line.made,
        line.continues ?? null,
        line.undoes ?? null,
      )
      return
    case 'snapshots.left':
      for (const id of line.ids) run('UPDATE snapshots SET removed = ?, vanished = NULL WHERE id = ?', line.time, id)
      return
    case 'machines.looked':
      run('INSERT OR REPLACE INTO looks (repository, time) VALUES (?, ?)', line.repository, line.time)
      return
    case 'snapshots.vanished':
      for (const id of line.ids) run('UPDATE snapshots SET vanished = ? WHERE id = ? AND vanished IS NULL', line.time, id)
      return
    case 'snapshots.removing':
      for (const id of line.ids) run('UPDATE snapshots SET removing = ? WHERE id = ?', line.run, id)
      return
    case 'snapshots.removed':
      for (const id of line.ids) run('UPDATE snapshots SET removed = ?, vanished = NULL WHERE id = ?', line.time, id)
      return
    case 'snapshot.pinned':
      run('UPDATE snapshots SET pinned = ? WHERE id = ?', line.time, line.snapshot)
      return
    case 'snapshot.unpinned':
      run('UPDATE snapshots SET pinned = NULL WHERE id = ?', line.snapshot)
      return
    case 'repository.damaged':
      run(
        'UPDATE repositories SET damaged = ? WHERE name = ?',
        JSON.stringify({ since: line.time, files: line.files, packs: line.packs }),
        line.repository,
      )
      for (const id of line.snapshots ?? []) run('UPDATE snapshots SET verified = NULL WHERE id = ?', id)
      return
    case 'repository.sound':
      run('UPDATE repositories SET damaged = NULL WHERE name = ?', line.repository)
      return
    case 'repository.forgotten':
      forgetRepository(database, line.repository, line.seq)
      return
    case 'repository.append-only':
      run(
        'UPDATE repositories SET append_only = CASE WHEN ? THEN coalesce(append_only, ?) END WHERE name = ?',
        line.found ? 1 : 0,
        line.time,
        line.repository,
      )
      return
    case 'plan.known':
      run(
        `INSERT INTO plans (plan, repository, schedule, zone, since) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (plan, repository) DO UPDATE SET schedule = excluded.schedule, zone = excluded.zone, since = excluded.since`,
        line.plan,
        line.repository ?? '',
        line.schedule,
        line.timeZone,
        line.since,
      )
      return
    case 'plan.skipped':
      run(
        'INSERT OR IGNORE INTO skips (seq, time, plan, repository, first, last, count, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        line.seq,
        line.time,
        line.plan,
        line.repository ?? null,
        line.from,
        line.to,
        line.count,
        line.reason,
      )
      return
    case 'clock.stepped':
      takeBack(database, line.from, line.to)
      return
    case 'schedule.paused':
      run(
        `INSERT INTO pauses (plan, until, by, since) VALUES (?, ?, ?, ?)
         ON CONFLICT (plan) DO UPDATE SET until = excluded.until, by = excluded.by, since = excluded.since`,
        line.plan ?? '',
        line.until,
        line.by,
        line.time,
      )
      return
    case 'schedule.resumed':
      // To resume all is to resume each.
      if (line.plan === undefined) run('DELETE FROM pauses')
      else run('DELETE FROM pauses WHERE plan = ?', line.plan)
      return
    case 'anomaly.raised':
      run(
        'INSERT OR IGNORE INTO anomalies (id, seq, time, plan, vault, repository, snapshot, why, code, against) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        line.anomaly,
        line.seq,
        line.time,
        line.plan ?? null,
        line.vault,
        line.repository,
        line.snapshot ?? null,
        line.why,
        line.code ?? null,
        line.against ?? null,
      )
      return
    case 'anomaly.answered':
      run('UPDATE anomalies SET answer = ?, by = ? WHERE id = ? AND answer IS NULL', line.answer, line.by, line.anomaly)
      return
    case 'anomaly.passed':
      run('DELETE FROM anomalies WHERE id = ? AND answer IS NULL', line.anomaly)
      return
    case 'snapshot.judged':
      run('INSERT OR REPLACE INTO judgements (snapshot, anomaly, by) VALUES (?, ?, ?)', line.snapshot, line.anomaly ?? null, line.by)
      return
    case 'change.found':
      run(
        `INSERT OR IGNORE INTO changes (id, seq, time, plan, vault, repository, snapshot, against, hash, files, file_count)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        line.change,
        line.seq,
        line.time,
        line.plan,
        line.vault,
        line.repository,
        line.snapshot,
        line.against,
        line.diffHash,
        JSON.stringify(line.files),
        line.fileCount,
      )
      return
    case 'change.decided':
      run(
        'UPDATE changes SET decision = ?, decided = ?, by = ?, safety = ? WHERE id = ? AND decision IS NULL',
        line.decision,
        line.time,
        line.by,
        line.safety ?? null,
        line.change,
      )
      return
    case 'news.raised':
      run(
        'INSERT OR IGNORE INTO news (id, seq, time, kind, subject, title, text, remedy, plan, repository, code, carriers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        line.news,
        line.seq,
        line.time,
        line.kind,
        line.subject,
        line.title,
        line.text,
        line.remedy ?? null,
        line.plan ?? null,
        line.repository ?? null,
        line.code ?? null,
        JSON.stringify(line.carriers),
      )
      return
    case 'news.delivered':
      run(
        `INSERT INTO deliveries (news, carrier, state, attempts, time, why) VALUES (?, ?, 'delivered', 1, ?, NULL)
         ON CONFLICT (news, carrier) DO UPDATE SET state = 'delivered', attempts = attempts + 1, time = excluded.time, why = NULL`,
        line.news,
        line.carrier,
        line.time,
      )
      return
    case 'news.failed':
      run(
        `INSERT INTO deliveries (news, carrier, state, attempts, time, why) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (news, carrier) DO UPDATE SET state = excluded.state, attempts = excluded.attempts, time = excluded.time, why = excluded.why
         WHERE state <> 'delivered'`,
        line.news,
        line.carrier,
        line.final ? 'gave-up' : 'failed',
        line.attempt,
        line.time,
        line.why,
      )
      return
    case 'password.changing':
      run(
        'INSERT OR REPLACE INTO password_changes (repository, run, key, before) VALUES (?, ?, ?, ?)',
        line.repository,
        line.run,
        line.key,
        JSON.stringify(line.before),
      )
      return
    case 'password.changed':
      run('DELETE FROM password_changes WHERE repository = ?', line.repository)
      // The kit that was written down has the password of before.
      if (line.outcome === 'changed')
        run(
          'UPDATE kits SET shown = NULL, checked = NULL, made = NULL, facts = NULL, outdated = ?, key = ? WHERE repository = ?',
          line.time,
          line.key,
          line.repository,
        )
      return
    case 'kit.shown':
      run(
        'INSERT INTO kits (repository, shown) VALUES (?, ?) ON CONFLICT (repository) DO UPDATE SET shown = excluded.shown',
        line.repository,
        line.time,
      )
      return
    case 'kit.made':
      run(
        `INSERT INTO kits (repository, made, facts) VALUES (?, ?, ?)
         ON CONFLICT (repository) DO UPDATE SET made = excluded.made, facts = excluded.facts, outdated = NULL`,
        line.repository,
        line.time,
        line.facts,
      )
      return
    case 'kit.checked':
      // It holds the present password, but may have been made before its repository moved.
      run(
        `INSERT INTO kits (repository, checked, facts) VALUES (?, ?, ?)
         ON CONFLICT (repository) DO UPDATE SET checked = excluded.checked, facts = coalesce(facts, excluded.facts), outdated = NULL`,
        line.repository,
        line.time,
        line.facts ?? null,
      )
      return
    case 'git.heads':
    case 'git.accepted':
      noteGitHeads(database, line)
      return
    case 'git.looked':
      noteGitLook(database, line)
      return
    case 'watch.limited':
      run(
        `INSERT INTO watches (plan, vault, time, why) VALUES (?, ?, ?, ?)
         ON CONFLICT (plan, vault) DO UPDATE SET time = excluded.time, why = excluded.why`,
        line.plan,
        line.vault,
        line.time,
        line.why,
      )
      return
    case 'configuration.changed':
    case 'configuration.refused':
      run('INSERT INTO configuration (id, hash) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET hash = excluded.hash', line.fileHash)
      return
    case 'daemon.started':
      run('DELETE FROM watches')
      return
    case 'daemon.stopped':
    case 'hook.ended':
    case 'lock.removed':
    case 'recovery.written':
    case 'history.segment':
    case 'history.torn':
    case 'history.break':
      return
  }
}

/** Which snapshots a verification compared with the disk, and whether they held. Results of other runs have no such list. */
function comparedBy(result: Record<string, unknown> | undefined): { snapshot: string; holds: boolean }[] {
  const vaults = Array.isArray(result?.['vaults'])
    ? (result['vaults'] as { snapshot?: unknown; report?: { findingCount?: unknown } | null }[])
    : []
  return vaults.flatMap(({ snapshot, report }) =>
    typeof snapshot === 'string' && report ? [{ snapshot, holds: report.findingCount === 0 }] : [],
  )
}

/** What a restore or an undo that ended well comes to for the one that it finishes, or takes back; what is taken back of an undo is a restore that holds again. */
function settleRestores(database: DatabaseSync, run: string): void {
  const linksOf = (of: string) =>
    database.prepare('SELECT continues, undoes FROM restores WHERE run = ?').get(of) as
      | { continues: string | null; undoes: string | null }
      | undefined
  // Each with those that it went on with: their safety snapshot is its own.
  const markAll = (column: 'finished' | 'undone', first: string | null | undefined) => {
    for (let one = first; one; one = linksOf(one)?.continues)
      database.prepare(`UPDATE restores SET ${column} = ? WHERE run = ?`).run(run, one)
  }
  const links = linksOf(run)
  markAll('finished', links?.continues)
  if (!links?.undoes) return
  database.prepare('UPDATE restores SET undone = NULL WHERE undone = ?').run(links.undoes)
  markAll('undone', links.undoes)
  // Undos of the same that were cut off.
  database.prepare('UPDATE restores SET finished = ? WHERE undoes = ? AND run <> ? AND undone IS NULL').run(run, links.undoes, run)
}

function repositoryOfRun(database: DatabaseSync, run: string): string {
  const row = database.prepare('SELECT repository FROM runs WHERE id = ?').get(run) as { repository: string | null } | undefined
  return row?.repository ?? 'default'
}
