import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from 'restic-wrapper'
import type { VerificationReport } from '../../contract/verification-report.ts'
import type { Core, RunHost } from '../core.ts'
import { removeTreeSync } from '../home/remove-tree.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { freeBytes } from '../restore/look-at-target.ts'
import { CancelledError } from '../runs/record-run.ts'
import type { Selection } from '../selection/selection.ts'
import { knownSnapshots } from '../state/queries.ts'
import { chooseFiles } from './choose-files.ts'
import { compareLedger } from './compare-ledger.ts'
import { lookingOnceMore, refuseUnread, tellsMissing } from './damage.ts'
import { type Findings, noFindings } from './findings.ts'
import { planReadBack } from './plan-read-back.ts'
import { itemsOfFolder, itemsOfTar } from './read-back-items.ts'
import { readBackLarge } from './read-back-large.ts'
import { ofContents, readBackSelected } from './read-back-selected.ts'
import { readBackWhole, relativeItem } from './read-back-whole.ts'
import { shownPath } from './walk-source.ts'

/** What is left free of the disk that a snapshot is restored to for a moment, in bytes. */
const spare = 64 * 1024 * 1024

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
 * held against each other, and the ledger against what the repository holds. At most one restic process, and once more where something is missing.
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
  const plan = planReadBack(request)
  const look = async () => {
    const found = noFindings()
    const countsAgree =
      plan.how === 'whole' ? await whole(core, opened, request, host, found) : await selected(core, opened, request, plan, host, found)
    return { found, countsAgree }
  }
  let looked = await look()
  // Without a lock, as everything is read: what another machine's prune packs anew meanwhile is missing where it was a moment ago.
  if (looked.found.findings.some(({ finding, why }) => finding === 'damaged' && tellsMissing(why))) {
    host.onProgress({ step: 'note', text: lookingOnceMore })
    looked = await look()
  }
  const { found, countsAgree } = looked
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

async function whole(
  core: Core,
  opened: OpenRepository,
  request: VerificationRequest,
  host: RunHost,
  found: Findings,
): Promise<boolean | null> {
  const onFile = progressTo(host, request.files, request.bytes)
  const fits = freeBytes(core.home.temporary) > request.bytes * 1.2 + spare
  const asked = { ...request, onFile }
  const failed = await (opened.remote && fits ? restored(core, opened, asked, host, found) : streamed(opened, asked, host, found))
  if (failed !== undefined) {
    if (!aboutContents.has(failed.reason)) throw opened.problemOf(failed)
    const some = ofContents(failed.failures, core.home.temporary)
    // The contents have decided.
    if (some.length === 0 && failed.failures.length > 0) return null
    const failures = some.length > 0 ? some : [{ item: '', message: failed.message }]
    refuseUnread(
      opened,
      failures.map(({ message }) => message),
    )
    found.findings.length = 0
    found.findingCount = 0
    for (const { item, message } of failures) found.add({ path: relativeItem(item, request.root), finding: 'damaged', why: message })
    return null
  }
  return found.readFiles === request.files && found.readBytes === request.bytes
}

type Asked = VerificationRequest & { readonly onFile: (bytes: number) => void }
type Failed = Extract<Outcome<unknown>, { kind: 'failed' }>

/** How restic fails where what it reads is not as it should be; all else is about the way there. */
const aboutContents: ReadonlySet<Failed['reason']> = new Set(['damaged', 'item-errors', 'unknown'] as const)

function failedOf(outcome: Outcome<unknown>): Failed | undefined {
  if (outcome.kind === 'cancelled') throw new CancelledError()
  return outcome.kind === 'failed' ? outcome : undefined
}

async function streamed(opened: OpenRepository, request: Asked, host: RunHost, found: Findings): Promise<Failed | undefined> {
  const dump = opened.restic.dump(opened.readTarget, { snapshot: request.snapshot, path: '/', archive: 'tar' }, { signal: host.signal })
  let broken: unknown
  try {
    await readBackWhole(itemsOfTar(dump.stdout), request, found)
  } catch (error) {
    // An archive that ends too early is explained by restic's outcome; without one it is a fault of ours.
    broken = error
    dump.stdout.resume()
  }
  const failed = failedOf(await dump.outcome)
  if (broken !== undefined && failed === undefined) throw broken
  return failed
}

/**
 * From a server file by file would be a round trip for each. What could not be set on a copy of ours (rights, attributes) is no failure of the snapshot: the
 * contents decide, so that restic's failures count only where something was found.
 */
async function restored(core: Core, opened: OpenRepository, request: Asked, host: RunHost, found: Findings): Promise<Failed | undefined> {
  return inScratch(core, async (target) => {
    const { snapshot } = request
    const failed = failedOf(await opened.restic.restore(opened.readTarget, { snapshot, target }, { signal: host.signal }).outcome)
    if (failed !== undefined && !aboutContents.has(failed.reason)) return failed
    await readBackWhole(itemsOfFolder(target), request, found)
    return found.findingCount > 0 ? failed : undefined
  })
}

/** A folder of ours for as long as `work` lasts. */
async function inScratch<Result>(core: Core, work: (folder: string) => Promise<Result>): Promise<Result> {
  const scratch = mkdtempSync(join(core.home.temporary, `${process.pid}-read-back-`))
  try {
    return await work(scratch)
  } finally {
    removeTreeSync(scratch)
  }
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
  const onFile = progressTo(host, chosen.paths.length, chosen.bytes)
  const [first = ''] = chosen.paths
  const asked = { ...request, signal: host.signal }
  // A name that is no text cannot be asked for.
  if (chosen.bytes > request.budget && !shownPath(first).includes('\uFFFD'))
    await readBackLarge(opened, { ...asked, path: first, onBytes: (read) => bytesRead(host, read, chosen.bytes) }, found)
  else if (chosen.paths.length > 0)
    await inScratch(core, (scratch) => readBackSelected(opened, { ...asked, paths: chosen.paths, scratch, onFile }, found))
  // The vault goes on living: only where nothing was touched since can its own count be held against the backup's.
  if (chosen.touched > 0 || request.unreadable.size > 0) return null
  return chosen.files === request.files && chosen.totalBytes === request.bytes
}

/** Of the one file that is read as it comes. */
function bytesRead(host: RunHost, bytesDone: number, bytes: number): void {
  host.onProgress({ step: 'verifying', filesDone: 0, files: 1, bytesDone, bytes })
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
