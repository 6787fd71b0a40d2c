import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Node } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { repositoryLock } from '../repositories/repository-place.ts'
import { backup } from '../runs/backup-run.ts'
import { includedOf } from '../runs/plan-run.ts'
import { CancelledError, type EndedRun, type Ending, recordRun } from '../runs/record-run.ts'
import { closeInterruptedRuns } from '../runs/recover.ts'
import { underLock } from '../runs/under-lock.ts'
import { toBytes } from '../selection/parse-pattern.ts'
import { escapePath } from '../selection/restic-excludes.ts'
import { everything, isIncluded } from '../selection/selection.ts'
import type { KnownChange } from '../state/change-queries.ts'
import { type KnownVault, knownVaults } from '../state/queries.ts'
import { recordDecision } from './approve.ts'
import { changeNamed } from './change-named.ts'
import { underChangesLock } from './changes-lock.ts'
import { commonFolder } from './compare-snapshots.ts'
import { type ConfirmedChange, confirmWaiting } from './confirm-waiting.ts'
import type { Difference, Entry } from './entry.ts'
import { exactLink } from './exact-link.ts'
import { holds, lookAtPlace } from './look-at-place.ts'
import { placeInVault } from './place-in-vault.ts'
import { clearStaged, putBack, removeAdded } from './put-back.ts'
import { readEntries, streamEntries } from './read-entries.ts'
import { refuseNoText } from './refuse-no-text.ts'

/** What a revert has to show. */
export type RevertResult = {
  readonly change: string
  readonly hash: string
  readonly vault: KnownVault
  /** The snapshot that was made before; `null` where there was nothing on the disk to keep. */
  readonly safety: string | null
  readonly safetyLabel: string | null
  /** Files that were put back, that were removed because they had been added, and that were as approved already. */
  readonly restored: number
  readonly removed: number
  readonly untouched: number
}

/**
 * Reverts a change: takes a safety snapshot of the vault, and then gives the files that changed, and no others, the content that was approved. Nothing
 * is replaced or removed that the safety snapshot does not hold. One that was cut off is finished by another.
 * @param by who decides, for the audit trail
 */
export async function revert(core: Core, name: string, by: string, host: RunHost): Promise<EndedRun<RevertResult>> {
  await closeInterruptedRuns(core)
  const { id, repository, vault, plan, against } = changeNamed(core, name)
  const known = knownVaults(core.state.database).find((one) => one.id === vault)
  const intent = { kind: 'revert' as const, repository, vault, plan, trigger: 'manual' as const }
  return recordRun<RevertResult>(
    core,
    { ...intent, ...(known ? { path: known.path } : {}), ...(against === null ? {} : { snapshot: against }) },
    () =>
      underChangesLock(core, vault, 'reverting a change', host, async () => {
        const confirmed = await confirmWaiting(core, id, host)
        return revertConfirmed(core, confirmed, known, by, host)
      }),
  )
}

async function revertConfirmed(
  core: Core,
  { change, opened, differences: read }: ConfirmedChange,
  vault: KnownVault | undefined,
  by: string,
  host: RunHost,
): Promise<Ending<RevertResult>> {
  const { against } = change
  if (against === null)
    return fail(
      'nothing-approved',
      `There is no approved state to go back to before the change ${change.id}.`,
      `Approve it (vaultkeeper approve ${change.id}), or bring files back with: vaultkeeper restore`,
    )
  if (vault === undefined) return fail('vault-unknown', `The vault "${change.vault}" is not known.`, 'Look at: vaultkeeper status')
  refuseNoText(read)
  const differences: Difference[] = []
  for (const one of read)
    differences.push({ ...one, after: await exactLink(core, opened, { snapshot: change.snapshot, path: one.path }, one.after, host) })
  const root = realRoot(vault.path)
  const safety = await takeSafety(core, change, root, differences, host)
  const kept = await keptIn(core, opened, change, safety?.snapshot, differences, host)
  const { counts, warnings } = await underLock(core, repositoryLock(change.repository), 'reverting a change', host, () =>
    writeApproved(opened, { against, root, differences, kept }, host),
  )
  const { hash } = await recordDecision(core, change, 'reverted', by, safety?.snapshot)
  const result = {
    change: change.id,
    hash,
    vault: { id: vault.id, name: vault.name, path: vault.path },
    safety: safety?.snapshot ?? null,
    safetyLabel: safety?.label ?? null,
    ...counts,
  }
  return { verdict: warnings.length > 0 ? 'warnings' : 'done', warnings, result }
}

function realRoot(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return fail('folder-missing', `There is no folder ${path}.`, 'Check that its disk is connected, and revert again.')
  }
}

/** Problems of a backup that found nothing to save: then there is nothing to lose either, and each file is looked at again before it is touched. */
const nothingToSave = new Set(['folder-empty', 'folder-emptied', 'nothing-selected'])

/** A snapshot of what is there now; without one that ended well nothing is touched. */
async function takeSafety(
  core: Core,
  { plan, vault, repository }: KnownChange,
  root: string,
  differences: readonly Difference[],
  host: RunHost,
): Promise<{ snapshot: string; label: string } | undefined> {
  host.onProgress({ step: 'note', text: 'Taking a safety snapshot first' })
  const configured = core.settings.configuration?.plans[plan]
  const today = configured === undefined ? null : includedOf(configured, vault)
  const include = today && [...today, ...notTaken(today, differences)]
  const occasion = { plan, kind: 'manual', due: null, trigger: 'manual', zone: core.ports.machine.zone() } as const
  const { verdict, result, problem } = await backup(core, { folder: root, vault, repository, include, occasion, verify: true }, host)
  if (verdict === 'cancelled') throw new CancelledError()
  if ((verdict === 'done' || verdict === 'warnings') && result !== undefined) return result
  if (nothingToSave.has(problem?.code ?? '')) return undefined
  return fail(
    'safety-failed',
    `The safety snapshot could not be made, so nothing was reverted: ${problem?.sentence ?? verdict}`,
    problem?.remedy ?? 'Revert again.',
  )
}

/** Patterns for what is to be reverted and is not taken any more: the plan takes less today than when the change was found. */
function notTaken(include: readonly string[], differences: readonly Difference[]): string[] {
  const selection = { ...everything, include }
  return differences.filter(({ path }) => !isIncluded(selection, toBytes(path))).map(({ path }) => `/${escapePath(path)}`)
}

/** What the safety snapshot holds of the files that are to be replaced, read back out of the repository. */
async function keptIn(
  core: Core,
  opened: OpenRepository,
  change: KnownChange,
  safety: string | undefined,
  differences: readonly Difference[],
  host: RunHost,
): Promise<Map<string, Entry>> {
  const kept = new Map<string, Entry>()
  if (safety === change.snapshot) {
    // Nothing changed since: it was read a moment ago.
    for (const { path, after } of differences) if (after !== null) kept.set(path, after)
  } else if (safety !== undefined) {
    const paths = new Set(differences.map(({ path }) => path))
    const folder = commonFolder([...paths])
    const request = { snapshot: safety, folder, wanted: (path: string) => paths.has(path), keepUpTo: -1 }
    for await (const { path, entry } of readEntries(opened, request, host))
      kept.set(path, await exactLink(core, opened, { snapshot: safety, path }, entry, host))
  }
  return kept
}

type Writing = {
  readonly against: string
  readonly root: string
  readonly differences: readonly Difference[]
  readonly kept: ReadonlyMap<string, Entry>
}

async function writeApproved(opened: OpenRepository, { against, root, differences, kept }: Writing, host: RunHost) {
  const counts = { restored: 0, removed: 0, untouched: 0 }
  const warnings: string[] = []
  const wanted = new Map<string, { place: string; approved: Entry }>()
  for (const { path, before, after } of differences) {
    if (host.signal.aborted) throw new CancelledError()
    const place = placeInVault(root, path, before !== null)
    if (place === undefined) {
      counts.untouched += 1
      continue
    }
    clearStaged(dirname(place))
    const now = await lookAtPlace(place)
    if (!holds(now, after) && !holds(now, before))
      warnings.push(`${path} had changed again since: that version is in the safety snapshot only.`)
    if (before !== null) wanted.set(path, { place, approved: before })
    // Before anything is put back: an added file may stand where an approved folder stood.
    else if (await removeAdded(place, kept.get(path))) counts.removed += 1
    else counts.untouched += 1
  }
  if (wanted.size === 0) return { counts, warnings }
  const folder = commonFolder([...wanted.keys()])
  const nodes = await nodesOf(opened, against, folder, wanted, host)
  for await (const streamed of streamEntries(opened, { snapshot: against, folder }, host)) {
    const { path } = streamed
    const one = wanted.get(path)
    if (one === undefined) continue
    if (host.signal.aborted) throw new CancelledError()
    const done = await putBack({ ...one, node: nodes.get(path), streamed, kept: kept.get(path) })
    if (done === 'restored') counts.restored += 1
    else counts.untouched += 1
    wanted.delete(path)
  }
  const [missing] = wanted.keys()
  if (missing !== undefined)
    fail(
      'not-restored',
      `The repository did not give back ${missing} and ${wanted.size - 1} more.`,
      'Look for damage with: vaultkeeper verify',
    )
  return { counts, warnings }
}

/** Rights, owners and times of the files that are put back. */
async function nodesOf(
  opened: OpenRepository,
  snapshot: string,
  folder: string,
  wanted: ReadonlyMap<string, unknown>,
  host: RunHost,
): Promise<Map<string, Node>> {
  const listing = opened.restic.ls(opened.readTarget, { snapshot, path: folder, recursive: true }, { signal: host.signal })
  const nodes = new Map<string, Node>()
  for await (const node of listing) {
    const path = node.path.replace(/^\/+/, '')
    if (wanted.has(path)) nodes.set(path, node)
  }
  opened.done(await listing.outcome)
  return nodes
}
