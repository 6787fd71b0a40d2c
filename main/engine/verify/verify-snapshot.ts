import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { VerificationReport } from '../../contract/history-event.ts'
import type { Core, RunHost } from '../core.ts'
import { removeTreeSync } from '../home/remove-tree.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { CancelledError } from '../runs/record-run.ts'
import type { Selection } from '../selection/selection.ts'
import { knownSnapshots } from '../state/queries.ts'
import { chooseFiles } from './choose-files.ts'
import { compareLedger } from './compare-ledger.ts'
import { type Findings, noFindings } from './findings.ts'
import { planReadBack } from './plan-read-back.ts'
import { readBackSelected } from './read-back-selected.ts'
import { readBackWhole } from './read-back-whole.ts'

/** What is known of a snapshot that is to be verified against its vault. */
export type VerificationRequest = {
  readonly snapshot: string
  readonly root: string
  readonly selection: Selection
  /** Files and bytes that the backup counted; `added` of them new or changed in this run. */
  readonly files: number
  readonly bytes: number
  readonly added: number
  /** When this backup began, and when the last good one did (0: never), in ms. */
  readonly begun: number
  readonly since: number
  readonly unreadable: ReadonlySet<string>
  readonly turn: number
  readonly budget: number
}

/**
 * Verification after a run (product section 4): the snapshot is read back out of the repository and compared with the source, counts are
 * held against each other, and the ledger against what the repository holds. At most one restic process.
 */
export async function verifySnapshot(
  core: Core,
  opened: OpenRepository,
  request: VerificationRequest,
  host: RunHost,
): Promise<VerificationReport> {
  const started = core.ports.clock.monotonic()
  const ledger = knownSnapshots(core.state.database, opened.name).filter((snapshot) => snapshot.vanished === null)
  const gone = compareLedger(
    ledger.map(({ id }) => id),
    await opened.inside.snapshotIds(),
  )
  // What a retention was about to remove when it was cut off is gone by our own doing; another machine's snapshots are that machine's affair.
  const expected = new Set(ledger.filter((one) => one.removing !== null || one.machine !== null).map(({ id }) => id))
  const found = noFindings()
  const plan = planReadBack(request)
  const countsAgree =
    plan.how === 'whole' ? await whole(opened, request, host, found) : await selected(core, opened, request, plan, host, found)
  return {
    how: plan.how,
    comparedFiles: found.comparedFiles,
    comparedBytes: found.comparedBytes,
    changedSince: found.changedSince,
    leftFiles: found.leftFiles,
    countsAgree,
    findings: found.findings,
    findingCount: found.findingCount,
    vanishedSnapshots: gone.vanished.filter((id) => !expected.has(id)),
    unknownSnapshots: gone.unknown,
    duration: Math.round(core.ports.clock.monotonic() - started),
  }
}

/** Whether a report proves what it should: nothing found wrong, nothing lost, and something read where there was something new. */
export function isProven(report: VerificationReport): boolean {
  const readSomething = report.comparedFiles + report.changedSince > 0 || report.leftFiles === 0
  return report.findingCount === 0 && report.countsAgree !== false && report.vanishedSnapshots.length === 0 && readSomething
}

async function whole(opened: OpenRepository, request: VerificationRequest, host: RunHost, found: Findings): Promise<boolean | null> {
  const dump = opened.restic.dump(opened.readTarget, { snapshot: request.snapshot, path: '/', archive: 'tar' }, { signal: host.signal })
  const onFile = progressTo(host, request.files, request.bytes)
  let broken: unknown
  try {
    await readBackWhole(dump.stdout, { ...request, onFile }, found)
  } catch (error) {
    // An archive that ends too early is explained by restic's outcome; without one it is a fault of ours.
    broken = error
    dump.stdout.resume()
  }
  const outcome = await dump.outcome
  if (outcome.kind === 'cancelled') throw new CancelledError()
  if (outcome.kind === 'failed') {
    if (outcome.reason !== 'damaged' && outcome.reason !== 'item-errors' && outcome.reason !== 'unknown') throw opened.problemOf(outcome)
    found.findings.length = 0
    found.findingCount = 0
    found.add({ path: '', finding: 'damaged', why: outcome.message })
    return null
  }
  if (broken !== undefined) throw broken
  return found.readFiles === request.files && found.readBytes === request.bytes
}

async function selected(
  core: Core,
  opened: OpenRepository,
  request: VerificationRequest,
  plan: { most: number; rotation: number },
  host: RunHost,
  found: Findings,
): Promise<boolean | null> {
  const chosen = await chooseFiles(request.root, request.selection, { ...request, ...plan }, found)
  const scratch = mkdtempSync(join(core.home.temporary, `${process.pid}-read-back-`))
  try {
    const onFile = progressTo(host, chosen.paths.length, chosen.bytes)
    if (chosen.paths.length > 0)
      await readBackSelected(opened, { ...request, paths: chosen.paths, scratch, signal: host.signal, onFile }, found)
  } finally {
    removeTreeSync(scratch)
  }
  // The vault goes on living: only where nothing was touched since can its own count be held against the backup's.
  if (chosen.touched > 0 || request.unreadable.size > 0) return null
  return chosen.files === request.files && chosen.totalBytes === request.bytes
}

function progressTo(host: RunHost, files: number, bytes: number): (size: number) => void {
  let filesDone = 0
  let bytesDone = 0
  return (size) => {
    filesDone += 1
    bytesDone += size
    if (filesDone % 50 === 0 || size > 1_000_000) host.onProgress({ step: 'verifying', filesDone, files, bytesDone, bytes })
  }
}
