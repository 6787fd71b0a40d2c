import type { Core, RunHost } from '../core.ts'
import { openFolders, removeTreeSync } from '../home/remove-tree.ts'
import { ProblemError } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { clearPrivileges } from '../restore/clear-privileges.ts'
import { planRestore } from '../restore/plan-restore.ts'
import { refusalOf } from '../restore/refuse-plan.ts'
import type { RestorePlan } from '../restore/restore-plan.ts'
import { type WritingFailed, type Written, writeWithRestic } from '../restore/write-with-restic.ts'
import type { KnownSnapshot } from '../state/queries.ts'
import { lookingOnceMore } from '../verify/damage.ts'
import { noFindings } from '../verify/findings.ts'
import { chooseSample, type SampledFile } from './choose-sample.ts'
import { type ComparedCount, compareRestored } from './compare-restored.ts'
import { damageInWords, lostPart, tellsDamage } from './damage-in-words.ts'
import { noRoom } from './refuse-without-room.ts'

/** What of a snapshot is restored on trial, and where to. */
export type DrilledSnapshot = {
  readonly snapshot: KnownSnapshot
  /** All that it holds. */
  readonly files: number
  readonly bytes: number
  /** The vault's folder; `null` where it is not there. */
  readonly source: string | null
  /** `null`: all of it; else so many bytes from behind a file on. */
  readonly sample: { readonly after: string; readonly most: number } | null
  /** A folder that is not there yet, in one of ours. */
  readonly folder: string
}

/** How long it took to find out what there is, and to restore it, in ms. `last`: how far a sample came. */
export type DrilledTimes = { readonly listing: number; readonly restoring: number; readonly last: string }

/**
 * Restores one snapshot, or a sample of it, as a restore does (no FIFO, no device, no setuid bit, and no link is followed), and compares what came back. Once more
 * where something is missing: without a lock, as everything is read, another machine's prune may have packed it anew meanwhile.
 */
export async function drillSnapshot(
  core: Core,
  opened: OpenRepository,
  drilled: DrilledSnapshot,
  host: RunHost,
): Promise<DrilledTimes & { readonly count: ComparedCount }> {
  const first = await drillOnce(core, opened, drilled, host)
  if (!first.count.found.findings.some(({ why }) => why === lostPart || why === lostTrees)) return first
  host.onProgress({ step: 'note', text: lookingOnceMore })
  removeTreeSync(drilled.folder)
  return drillOnce(core, opened, drilled, host)
}

async function drillOnce(core: Core, opened: OpenRepository, drilled: DrilledSnapshot, host: RunHost) {
  const count: ComparedCount = { files: 0, bytes: 0, verified: 0, found: noFindings() }
  try {
    return { ...(await restoreAndCompare(core, opened, drilled, count, host)), count }
  } catch (error) {
    if (!isDamageOfTrees(error)) throw error
    count.found.add({ path: '', finding: 'damaged', why: lostTrees })
    return { listing: 0, restoring: 0, last: drilled.sample?.after ?? '', count }
  }
}

const lostTrees = 'the repository has lost, or damaged, even the list of what is in it'

/** Where the folders of a snapshot cannot be read, restic does not come as far as any file: it says so once, and gives up. */
function isDamageOfTrees(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false
  const { code, sentence } = error.problem
  return code === 'repository-damaged' || (code === 'restic-failed' && tellsDamage(sentence))
}

async function restoreAndCompare(
  core: Core,
  opened: OpenRepository,
  drilled: DrilledSnapshot,
  count: ComparedCount,
  host: RunHost,
): Promise<DrilledTimes> {
  const { snapshot, source, folder } = drilled
  const now = () => core.ports.clock.monotonic()
  const sample = drilled.sample && (await chooseSample(filesOf(opened, snapshot.id, host), drilled.sample.after, drilled.sample.most))
  const begun = now()
  const plan = await planRestore(
    core,
    opened,
    {
      name: snapshot.id.slice(0, 8),
      snapshot,
      scope: sample === null ? null : sample.paths.map((path) => ({ path, at: path })),
      target: { path: folder, leadsFrom: undefined, empty: true },
      policy: undefined,
      special: false,
      stamp: '',
      mayProbe: true,
    },
    host,
  )
  const listed = now()
  const refusal = isEmpty(plan) ? undefined : refusalOf(plan)
  if (refusal?.code === 'target-no-space') noRoom(core, 'less is free than what is to be restored takes')
  if (refusal !== undefined) throw new ProblemError(refusal)
  if (isEmpty(plan)) return { listing: listed - begun, restoring: 0, last: sample?.last ?? '' }
  const writing = { calls: plan.calls, target: folder, overwrite: undefined, verify: true, onlyOurs: plan.preview.foreignOwners === 0 }
  const written = await writeWithRestic(opened, writing, host)
  const restored = now()
  clearPrivileges(folder, plan.unprivileged)
  // A folder may forbid its owner to look into it, who is us now.
  openFolders(Buffer.from(folder))
  const damaged = damagedOf(core, written, count)
  host.onProgress({ step: 'note', text: source === null ? 'Looking at what came back' : 'Comparing it with the folder' })
  const { files, bytes } = plan.preview.fates.added
  const times = { listing: listed - begun, restoring: restored - listed, last: sample?.last ?? '' }
  await compareRestored({ folder, source, damaged, begun: Date.parse(snapshot.time), files, bytes }, count, host)
  return times
}

/** Nothing but FIFOs and the like, or nothing at all. */
function isEmpty({ preview: { fates, hostile } }: RestorePlan): boolean {
  return fates.added.entries === 0 && hostile.count === 0
}

async function* filesOf(opened: OpenRepository, snapshot: string, host: RunHost): AsyncGenerator<SampledFile> {
  const task = opened.restic.ls(opened.readTarget, { snapshot }, { signal: host.signal })
  for await (const { path, type, size } of task) if (type === 'file') yield { path: path.replace(/^\/+/, ''), size }
  opened.done(await task.outcome)
}

/** Of what it was that it was not brought back by the fault of the repository; throws where it is anything else that went wrong. */
function damagedOf(core: Core, written: Written | WritingFailed, { found }: ComparedCount): ReadonlySet<string> {
  if (!('problem' in written)) return new Set()
  const { problem, failed, failedCount } = written
  if (problem.code === 'target-no-space') noRoom(core, 'the disk is full')
  // That something may not be done here says nothing of the repository: what came back is compared all the same.
  const ours = failed.filter(({ why }) => /permission denied|operation not permitted|operation not supported|invalid argument/i.test(why))
  if ((problem.code !== 'some-files-failed' && problem.code !== 'repository-damaged' && ours.length === 0) || failedCount === 0)
    throw new ProblemError(problem)
  // restic names a file again for each thing that it cannot do with it; the first is what it comes from.
  const damaged = new Map(failed.flatMap((one) => (ours.includes(one) ? [] : [[one.path, one.why] as const])).reverse())
  for (const [path, why] of [...damaged].reverse()) found.add({ path, finding: 'damaged', why: damageInWords(why) })
  return new Set(damaged.keys())
}
