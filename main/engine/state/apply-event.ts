import type { DatabaseSync } from 'node:sqlite'
import type { HistoryLine } from '../../contract/history-event.ts'

/** Folds one line of the history into the state. Applying a line twice changes nothing. */
export function applyEvent(database: DatabaseSync, line: HistoryLine): void {
  const run = (sql: string, ...values: (string | number | null)[]) => database.prepare(sql).run(...values)
  switch (line.event) {
    case 'home.created':
      run('INSERT OR IGNORE INTO home (id, host) VALUES (1, ?)', line.host)
      return
    case 'repository.creating':
      run('INSERT OR IGNORE INTO repositories (name, location, password) VALUES (?, ?, ?)', line.repository, line.location, line.password)
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
      return
    case 'run.intent':
      run(
        'INSERT OR IGNORE INTO runs (id, seq, kind, repository, vault, path, label, target, snapshot, pid, processStart, started) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        line.run,
        line.seq,
        line.kind,
        line.repository ?? null,
        line.vault ?? null,
        line.path ?? null,
        line.label ?? null,
        line.target ?? null,
        line.snapshot ?? null,
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
      if (!line.unchanged) takeSnapshot(database, line.seq, repositoryOfRun(database, line.run), line.snapshot)
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
      for (const { snapshot, holds } of comparedBy(line.result))
        run('UPDATE snapshots SET verified = ? WHERE id = ?', holds ? line.time : null, snapshot)
      return
    case 'snapshots.seen':
      for (const snapshot of line.snapshots) takeSnapshot(database, line.seq, line.repository, snapshot)
      return
    case 'snapshots.vanished':
      for (const id of line.ids) run('UPDATE snapshots SET vanished = ? WHERE id = ? AND vanished IS NULL', line.time, id)
      return
    case 'repository.damaged':
      run(
        'UPDATE repositories SET damaged = ? WHERE name = ?',
        JSON.stringify({ since: line.time, files: line.files, packs: line.packs }),
        line.repository,
      )
      return
    case 'repository.sound':
      run('UPDATE repositories SET damaged = NULL WHERE name = ?', line.repository)
      return
    case 'lock.removed':
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

type SeenSnapshot = Extract<HistoryLine, { event: 'run.snapshot' }>['snapshot']

function takeSnapshot(database: DatabaseSync, seq: number, repository: string, snapshot: SeenSnapshot): void {
  database
    .prepare(
      `INSERT INTO snapshots (id, seq, repository, time, tree, vault, label, files, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET tree = coalesce(excluded.tree, tree), vault = coalesce(vault, excluded.vault), label = coalesce(label, excluded.label),
         files = coalesce(files, excluded.files), bytes = coalesce(bytes, excluded.bytes), vanished = NULL`,
    )
    .run(
      snapshot.id,
      seq,
      repository,
      snapshot.time,
      snapshot.tree ?? null,
      snapshot.vault ?? null,
      snapshot.label ?? null,
      snapshot.files ?? null,
      snapshot.bytes ?? null,
    )
}

function repositoryOfRun(database: DatabaseSync, run: string): string {
  const row = database.prepare('SELECT repository FROM runs WHERE id = ?').get(run) as { repository: string | null } | undefined
  return row?.repository ?? 'default'
}
