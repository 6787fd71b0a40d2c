import type { DatabaseSync } from 'node:sqlite'
import type { HistoryLine } from '../../contract/history-event.ts'
import { foreignVaultId, machineOf } from '../hosts/foreign-vault.ts'
import { vaultNow } from './former-vaults.ts'
import { prepared } from './prepared.ts'
import { homeHost } from './queries.ts'

type SeenSnapshot = Extract<HistoryLine, { event: 'run.snapshot' }>['snapshot']

/** Enters a snapshot in the ledger. An id is of one repository alone: one that is seen elsewhere lies in a repository that was given another name. */
export function enterSnapshot(database: DatabaseSync, seq: number, repository: string, snapshot: SeenSnapshot): void {
  const machine = machineOf(snapshot.host, snapshot.user, homeHost(database))
  prepared(
    database,
    `INSERT INTO snapshots (id, seq, repository, time, tree, vault, label, files, bytes, plan, due, host, safety, machine, original) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET repository = excluded.repository, time = excluded.time, host = coalesce(excluded.host, host), tree = coalesce(excluded.tree, tree), vault = coalesce(vault, excluded.vault), label = coalesce(label, excluded.label),
         files = coalesce(files, excluded.files), bytes = coalesce(bytes, excluded.bytes), plan = coalesce(plan, excluded.plan), due = coalesce(due, excluded.due),
         safety = coalesce(safety, excluded.safety), original = coalesce(original, excluded.original), vanished = NULL, removing = NULL, removed = NULL`,
  ).run(
    snapshot.id,
    placeOfCopy(database, repository, snapshot) ?? seq,
    repository,
    snapshot.time,
    snapshot.tree ?? null,
    vaultOfSeen(database, snapshot, machine),
    snapshot.label ?? null,
    snapshot.files ?? null,
    snapshot.bytes ?? null,
    snapshot.plan ?? null,
    snapshot.due ?? null,
    snapshot.host ?? null,
    snapshot.safety ?? null,
    machine,
    snapshot.original ?? null,
  )
}

/** What was copied from another repository stands where its original does: an old state that comes in late is not the newest one. */
function placeOfCopy(database: DatabaseSync, repository: string, { original }: SeenSnapshot): number | undefined {
  if (original === undefined) return undefined
  const row = prepared(database, 'SELECT seq FROM snapshots WHERE id = ? AND repository <> ?').get(original, repository)
  return row?.['seq'] as number | undefined
}

/** Another machine's vault has an id of its own, whatever it is called there. */
function vaultOfSeen(database: DatabaseSync, { vault, paths, safety }: SeenSnapshot, machine: string | null): string | null {
  if (machine === null) return vault === undefined ? null : vaultNow(database, vault)
  const name = vault ?? paths?.join(', ')
  return name === undefined || safety !== undefined ? null : foreignVaultId({ vault: name, machine })
}
