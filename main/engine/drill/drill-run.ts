import { existsSync } from 'node:fs'
import type { DrillResult } from '../../contract/procedures/run-results.ts'
import type { Core, RunHost } from '../core.ts'
import { vaultNames } from '../overview/vault-names.ts'
import { fail } from '../problem-error.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { repositoryLock } from '../repositories/repository-place.ts'
import type { MaintenanceOccasion } from '../runs/check-run.ts'
import { alreadyDone } from '../runs/judge-backup.ts'
import { CancelledError, type EndedRun, type Ending, recordRun } from '../runs/record-run.ts'
import { recover } from '../runs/recover.ts'
import { skipIfPassing } from '../runs/skip-if-passing.ts'
import { underLock } from '../runs/under-lock.ts'
import { type DrillTurns, drillTurns } from '../state/drill-queries.ts'
import { type KnownSnapshot, knownRepository, knownSnapshots } from '../state/queries.ts'
import { wasRun } from '../state/schedule-queries.ts'
import { noFindings } from '../verify/findings.ts'
import { backInOf } from './back-in.ts'
import { addCount, type ComparedCount } from './compare-restored.ts'
import { clearDrillFolders, makeDrillFolder, removeDrillFolder } from './drill-folder.ts'
import { drillProblem } from './drill-problem.ts'
import { drillSnapshot } from './drill-snapshot.ts'
import { refuseWithoutRoom } from './refuse-without-room.ts'
import { sizeOf } from './size-of.ts'
import { snapshotsToDrill } from './snapshots-to-drill.ts'

/** What is drilled: a vault out of one repository. `full`: all of it, however large. */
export type DrillRequest = { readonly vault: string; readonly repository: string; readonly full?: boolean }

/** What a drill has to show, and how far a sample came. */
export type DrillRunResult = DrillResult & { readonly turns?: DrillTurns }

/**
 * Restores a vault on trial: its newest snapshot, into a folder of ours, whole or a sample whose turn it is; compares what came back, and throws it away. What it does to
 * nothing but that folder: the repository is only read, and not locked.
 * @param occasion `null`: a person asked for it
 */
export function drill(
  core: Core,
  request: DrillRequest,
  occasion: MaintenanceOccasion | null,
  host: RunHost,
): Promise<EndedRun<DrillRunResult>> {
  const { vault, repository } = request
  const [newest] = toDrill(core, request)
  const path = vaultNames(core).find((one) => one.vault === vault)?.path
  const intent = {
    kind: 'drill' as const,
    repository,
    vault,
    ...(path === undefined ? {} : { path }),
    ...(newest === undefined ? {} : { snapshot: newest.id }),
    ...(occasion === null ? { trigger: 'manual' as const } : { plan: occasion.plan, trigger: occasion.trigger }),
    ...(occasion?.due ? { due: occasion.due } : {}),
  }
  return recordRun<DrillRunResult>(
    core,
    intent,
    (run) =>
      // What a prune of ours removes must not be missed here.
      underLock(core, repositoryLock(repository), 'restoring on trial', host, () =>
        drillLocked(core, request, run, occasion, host).finally(() => removeDrillFolder(core, run)),
      ).catch((error: unknown) => skipIfPassing(error, intent.trigger)),
    host.signal,
  )
}

function toDrill(core: Core, { vault, repository }: DrillRequest): KnownSnapshot[] {
  return snapshotsToDrill(knownSnapshots(core.state.database, repository), core.settings.configuration, vault)
}

async function drillLocked(
  core: Core,
  request: DrillRequest,
  run: string,
  occasion: MaintenanceOccasion | null,
  host: RunHost,
): Promise<Ending<DrillRunResult>> {
  const { vault, repository } = request
  if (host.signal.aborted) throw new CancelledError()
  const started = core.ports.clock.monotonic()
  await recover(core, repository)
  await clearDrillFolders(core)
  if (occasion?.due && wasRun(core.state.database, { plan: occasion.plan, repository, vault }, occasion.due, run))
    return alreadyDone('drill')
  const snapshots = toDrill(core, request)
  if (snapshots.length === 0 || !knownRepository(core.state.database, repository)?.id) return nothingToDrill(occasion, vault, repository)
  const { name, path } = vaultNames(core).find((one) => one.vault === vault) ?? { name: vault, path: '' }
  const opened = await openRepository(core, repository, 'read', host)
  const sizes: { snapshot: KnownSnapshot; files: number; bytes: number }[] = []
  for (const snapshot of snapshots) sizes.push({ snapshot, ...(await sizeOf(opened, snapshot, host)) })
  const all = { files: sum(sizes, 'files'), bytes: sum(sizes, 'bytes') }
  const upTo = core.settings.configuration?.verification.drillUpTo ?? usualUpTo
  const how = request.full || all.bytes <= upTo ? 'whole' : 'sample'
  refuseWithoutRoom(core, how === 'whole' ? all : { files: all.files, bytes: Math.min(upTo, all.bytes) })
  const folder = makeDrillFolder(core, run)
  const source = existsSync(path) ? path : null
  const count: ComparedCount = { files: 0, bytes: 0, verified: 0, found: noFindings() }
  const before = how === 'sample' ? drillTurns(core.state.database, vault, repository) : {}
  const turns: Record<string, string> = {}
  const took = { listing: 0, restoring: 0 }
  for (const [index, one] of sizes.entries()) {
    const { snapshot } = one
    host.onProgress({
      step: 'note',
      text: `Restoring ${name} (${snapshot.label ?? snapshot.id.slice(0, 8)}) from "${repository}" on trial`,
    })
    const turn = snapshot.plan ?? ''
    const most = how === 'whole' ? null : Math.max(0, upTo - count.bytes) / (sizes.length - index)
    const sample = most === null ? null : { after: before[turn] ?? '', most }
    const made = await drillSnapshot(core, opened, { ...one, source, sample, folder: `${folder}/${index}` }, host)
    addCount(count, made.count)
    took.listing += made.listing
    took.restoring += made.restoring
    if (sample !== null) turns[turn] = made.last
  }
  const { found } = count
  const result: DrillRunResult = {
    vault: { id: vault, name, path },
    repository,
    snapshots: snapshots.map(({ id }) => id),
    how,
    files: count.files,
    bytes: count.bytes,
    comparedFiles: found.comparedFiles,
    verifiedFiles: count.verified,
    changedSince: found.changedSince,
    findings: found.findings,
    findingCount: found.findingCount,
    duration: Math.round(core.ports.clock.monotonic() - started),
    backIn: backInOf(took, count, how === 'whole' ? count : all),
    ...(how === 'sample' ? { turns } : {}),
  }
  if (found.findingCount === 0) return { verdict: 'done', warnings: [], result }
  return { verdict: 'failed', warnings: [], problem: drillProblem(result), result }
}

/** Where there is no configuration. */
const usualUpTo = 4 * 2 ** 30

function sum<Key extends 'files' | 'bytes'>(sizes: readonly Record<Key, number>[], key: Key): number {
  return sizes.reduce((total, one) => total + one[key], 0)
}

/** What is due before the first backup is left until the next time; a person is told. */
function nothingToDrill(occasion: MaintenanceOccasion | null, vault: string, repository: string): Ending<never> {
  const problem = {
    code: 'nothing-backed-up',
    sentence: `Nothing of "${vault}" has been backed up into the repository "${repository}" yet.`,
    remedy: 'Back it up first; then it can be restored on trial.',
  }
  if (occasion === null) return fail(problem.code, problem.sentence, problem.remedy)
  return { verdict: 'skipped', warnings: [], problem }
}
