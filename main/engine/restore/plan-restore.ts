import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { OverwritePolicy } from '../../contract/overwrite-policy.ts'
import type { Core, RunHost } from '../core.ts'
import { fail, ProblemError } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import type { KnownSnapshot } from '../state/queries.ts'
import { shownPath } from '../verify/walk-source.ts'
import { isBesideAlready } from './beside-already.ts'
import { compareFiles, compareLinks, mostLinks } from './compare-content.ts'
import { type Folding, foldingOf } from './folding.ts'
import { type KeptHardLinks, keptHardLinks } from './kept-hard-links.ts'
import { type ListedNode, listedNode } from './listed-node.ts'
import { freeBytes, type RestoreTarget } from './look-at-target.ts'
import { isLossy, type PatternNeighbours, patternNeighbours } from './pattern-neighbours.ts'
import { type Content, type Planned, planEntry } from './plan-entry.ts'
import { restoreCalls } from './restore-calls.ts'
import type { RestoreCall, RestorePlan } from './restore-plan.ts'
import type { EntryFate } from './restore-preview.ts'
import { placeInTarget, type RestoreScope } from './restore-scope.ts'
import { type PreviewTally, previewTally } from './tally-preview.ts'
import { isClosedToUs, mayWriteInto } from './target-levels.ts'
import { tooManyPatterns } from './too-many-patterns.ts'
import type { OnDisk } from './two-sides.ts'
import { type UndecidedFiles, undecidedFiles } from './undecided.ts'
import { type Met, walkBeside } from './walk-beside.ts'

/** What is to be restored, and how. */
export type PlanRequest = {
  /** The snapshot as the next command has to name it. */
  readonly name: string
  readonly snapshot: Pick<KnownSnapshot, 'id' | 'label'>
  readonly scope: RestoreScope
  readonly target: RestoreTarget
  readonly policy: OverwritePolicy | undefined
  /** Whether FIFOs, devices, and setuid and setgid bits come back. */
  readonly special: boolean
  /** What stands in the name of what is put beside. */
  readonly stamp: string
  /** How the target's file system takes names. Otherwise it is found out; with `mayProbe` a folder may be made in the target for a moment. */
  readonly folding?: Folding
  readonly mayProbe: boolean
  /** What is in the snapshot, or in the scope's paths of it, as restic lists it, where that is known already. */
  readonly known?: (host: RunHost) => AsyncIterable<ListedNode>
}

/** What is gathered while a plan is made. */
type Making = {
  readonly request: PlanRequest
  /** Everything is restored beside first. */
  readonly staged: boolean
  readonly tally: PreviewTally
  readonly undecided: UndecidedFiles
  readonly links: Met[]
  readonly excluded: string[]
  /** Where FIFOs and devices are on the disk, or links that lead to some: whoever opens one to compare it waits for ever. */
  readonly unopenable: string[]
  readonly unprivileged: string[]
  readonly folders: string[]
  /** Where undecided files lie that have other names as well. */
  readonly linked: Map<string, string>
  readonly toPart: string[]
  readonly hardLinks: KeptHardLinks
  readonly made: Set<string>
  readonly found: Set<string>
  /** Paths that are no text, of what is to come back. */
  readonly unclear: Set<string>
  /** What patterns mean that are not their own. */
  neighbours: PatternNeighbours
  needed: number
  foreignOwners: number
}

type Decided = Planned & { readonly fate: EntryFate }

/** What is told while contents are compared; it says nothing of what came out. */
export const comparingNote = 'Comparing what is there with the snapshot'

/** More paths than this are not handed to `ls` by name: it holds each against every folder. */
const mostListed = 50

/**
 * Plans a restore: holds the snapshot's entries against the target (see {@link planEntry} for the rule), and compares contents where the fate of files
 * hangs on them. Writes nothing. Memory is bound by the largest folder and the number of files to compare. Throws problems.
 */
export async function planRestore(core: Core, opened: OpenRepository, request: PlanRequest, host: RunHost): Promise<RestorePlan> {
  const making: Making = {
    request,
    staged: request.policy === 'keep-both' && !request.target.empty,
    tally: previewTally(),
    undecided: undecidedFiles(),
    links: [],
    excluded: [],
    unopenable: [],
    unprivileged: [],
    folders: [],
    linked: new Map(),
    toPart: [],
    hardLinks: keptHardLinks(),
    made: new Set(),
    found: new Set(),
    unclear: new Set(),
    neighbours: patternNeighbours([]),
    needed: 0,
    foreignOwners: 0,
  }
  await meetEntries(core, opened, making, host)
  making.excluded.push(...making.hardLinks.ofWritten())
  await meetNeighbours(opened, making, host)
  await decideLinks(opened, making, host)
  await decideFiles(opened, making, host)
  return planOf(making, callsOf(making, making.excluded))
}

async function meetEntries(core: Core, opened: OpenRepository, making: Making, host: RunHost): Promise<void> {
  const { request, tally } = making
  const { target, scope, special } = request
  const exists = existsSync(target.path)
  const folding = request.folding ?? foldingOf(target.path, request.mayProbe && exists)
  const beside = {
    scope,
    target: { path: target.path, exists },
    policy: request.policy ?? 'always',
    special,
    owners: process.getuid?.() === 0,
    folding,
    home: core.home.root,
  } as const
  for await (const met of walkBeside(listing(opened, request, host), beside, tally)) {
    making.found.add(scope === null ? '' : (scope.find(({ path }) => met.path === path)?.path ?? ''))
    meet(making, met)
  }
  if (!exists && !mayWriteAt(target.path)) tally.notWritable(target.path)
  const missing = scope?.find(({ path }) => !making.found.has(path))
  if (missing !== undefined && tally.counted.hostile.count === 0) notInSnapshot(missing.path, request.name)
}

/** Looks, once more, for what a name that is no text cannot be told from in a pattern: else it would be written, or left out, unasked. */
async function meetNeighbours(opened: OpenRepository, making: Making, host: RunHost): Promise<void> {
  const { request, excluded, unopenable } = making
  const paths = [...(request.scope?.map(({ path }) => path) ?? []), ...excluded, ...unopenable]
  if (!paths.some(isLossy)) return
  making.neighbours = patternNeighbours(paths)
  for await (const { path } of listing(opened, request, host)) making.neighbours.take(path.replace(/^\//, ''))
  // Two that are shown alike are one to restic: kept away from the one, it brings back neither.
  const alike = 'its name is no text, and looks like that of something that is left as it is'
  for (const path of excluded)
    if (making.unclear.has(path)) making.tally.conflict({ path: placeInTarget(request.scope, path) ?? path, why: alike })
}

/** Whether a folder that is not there can be made. */
function mayWriteAt(target: string): boolean {
  let place = target
  while (!existsSync(place)) place = dirname(place)
  return mayWriteInto(Buffer.from(place).toString('latin1'))
}

function notInSnapshot(path: string, name: string): never {
  return fail(
    'nothing-restored',
    `There is no "${path}" in that snapshot: nothing was restored.`,
    `See what there is with: vaultkeeper ls ${name}`,
  )
}

function listing(opened: OpenRepository, request: PlanRequest, host: RunHost): AsyncIterable<ListedNode> {
  return request.known?.(host) ?? byRestic(opened, request, host)
}

async function* byRestic(opened: OpenRepository, { snapshot, scope }: PlanRequest, host: RunHost): AsyncGenerator<ListedNode> {
  const paths = scope?.map(({ path }) => `/${path}`) ?? []
  const byName = paths.length > 0 && paths.length <= mostListed && !paths.some((path) => path.includes('\uFFFD'))
  const what = byName ? { snapshot: snapshot.id, path: paths, recursive: true } : { snapshot: snapshot.id }
  const task = opened.restic.ls(opened.readTarget, what, { signal: host.signal })
  for await (const node of task) yield listedNode(node)
  opened.done(await task.outcome)
}

/** Takes in one entry: counts it, or keeps it until its content has been compared. */
function meet(making: Making, met: Met): void {
  const { at, entry, disk, places, above, planned } = met
  if (!planned.stays && isLossy(met.path)) making.unclear.add(met.path)
  if (planned.stays) making.excluded.push(met.path)
  else if (disk?.kind === 'special' || isWayElsewhere(met)) making.unopenable.push(met.path)
  else if (entry.kind === 'file') {
    // Of one file restic writes every name but the first anew, whether it has to be or not.
    if (planned.fate === 'added' || planned.fate === 'overwritten' || planned.fate === 'compare') making.hardLinks.written(met.inode)
    else if (met.by.policy === 'never' || met.by.policy === 'if-newer') making.hardLinks.kept(met.path, met.inode)
  }
  if (planned.fate === 'in-conflict') making.tally.conflict({ path: at, why: planned.why ?? '' })
  if (planned.fate === 'left-out') making.tally.leftOut({ path: at, why: planned.why ?? '' })
  const { fate } = planned
  if (fate === 'added' || fate === 'beside') {
    for (const folder of above.missing) making.made.add(folder)
    if (isClosedToUs(above)) making.tally.notWritable(shownPath(above.place))
  }
  const written = fate === 'added' || fate === 'beside' || fate === 'overwritten' || fate === 'metadata-only' || fate === 'compare'
  if (written && !met.by.owners && !isOurs(entry)) making.foreignOwners += 1
  // Root can be kept from following links, whoever owns what is restored.
  if (entry.kind === 'folder' && !met.by.owners && !met.path.includes('\uFFFD') && (written || fate === 'identical'))
    making.folders.push(at)
  if (met.privileged && (written || fate === 'identical')) {
    making.unprivileged.push(at)
    making.tally.unprivileged(at)
  }
  if (making.staged && entry.kind === 'file' && !planned.stays) making.needed += entry.size
  if (fate !== 'compare') settle(making, met, { ...planned, fate })
  else if (disk === undefined || places.length > 1) settleAs(making, met, 'differs')
  else if (entry.kind !== 'link') decideLater(making, met, disk)
  else if (making.links.length < mostLinks) making.links.push(met)
  else settleAs(making, met, 'by-time')
}

/** A folder of the snapshot in whose place a link lies: comparing, restic would follow it to whatever is there, and wait for ever at a FIFO. */
function isWayElsewhere({ entry, disk }: Met): boolean {
  return entry.kind === 'folder' && disk?.kind === 'link'
}

function isOurs({ uid, gid }: Met['entry']): boolean {
  return uid === process.geteuid?.() && gid === process.getegid?.()
}

function decideLater(making: Making, met: Met, disk: OnDisk): void {
  const { at, entry, planned } = met
  const metadata = planEntry(entry, disk, { ...met.by, content: 'same' }).fate === 'metadata-only'
  const growth = disk.hardLinked ? entry.size : 0
  const one = { metadata, newer: planned.newer === true, growth, already: isAlreadyThere(making, met) }
  const linked = linkedPlace(met)
  if (linked !== undefined) making.linked.set(at, linked)
  if (!making.undecided.add(at, one)) settleAs(making, met, 'differs')
}

function settleAs(making: Making, met: Met, content: Content): void {
  const planned = planEntry(met.entry, met.disk, { ...met.by, content })
  if (planned.fate !== 'compare') settle(making, met, { ...planned, fate: planned.fate })
}

function isAlreadyThere({ staged, request }: Making, { entry, disk, places: [place] }: Met): boolean {
  return staged && disk !== undefined && place !== undefined && entry.kind === 'file' && isBesideAlready(place, request.stamp, entry)
}

function settle(making: Making, met: Met, decided: Decided): void {
  const { at, entry, disk } = met
  const planned: Decided = decided.fate === 'beside' && isAlreadyThere(making, met) ? { fate: 'identical', trusted: true } : decided
  const { fate } = planned
  making.tally.fate(fate, { path: at, entry }, planned)
  if (!making.staged && (fate === 'added' || touchesAllNames(fate))) making.needed += growthOf(entry.size, disk)
  const linked = linkedPlace(met)
  if (entry.kind === 'file' && touchesAllNames(fate) && linked !== undefined) making.toPart.push(linked)
}

/** Whether a fate reaches a file under its other names as well, of which one may be none that this restore is to touch. */
function touchesAllNames(fate: EntryFate): boolean {
  return fate === 'overwritten' || fate === 'metadata-only'
}

/** Where a file lies that has other names as well. */
function linkedPlace({ disk, places: [place] }: Met): string | undefined {
  return disk?.hardLinked === true ? place : undefined
}

function growthOf(size: number, disk: Met['disk']): number {
  return disk === undefined || disk.hardLinked ? size : Math.max(0, size - disk.size)
}

function callsOf({ request, made, neighbours }: Making, excluded: readonly string[]): RestoreCall[] {
  const folderAbove = (at: string): string => {
    const above = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : ''
    return made.has(above) ? folderAbove(above) : above
  }
  return restoreCalls({
    snapshot: request.snapshot.id,
    scope: request.scope,
    excluded,
    neighbours: neighbours.of,
    folderAbove: ({ at }) => folderAbove(at),
  })
}

async function decideLinks(opened: OpenRepository, making: Making, host: RunHost): Promise<void> {
  const pairs = making.links.map(({ path, places }) => ({ path, place: places[0] ?? '' }))
  const answers = await compareLinks(opened, making.request.snapshot.id, pairs, host)
  for (const [index, met] of making.links.entries()) settleAs(making, met, answers[index] === true ? 'same' : 'differs')
}

async function decideFiles(opened: OpenRepository, making: Making, host: RunHost): Promise<void> {
  const { undecided, tally, request, excluded, unopenable } = making
  if (undecided.size() === 0) return
  const calls = callsOf(making, [...excluded, ...unopenable])
  const problem = tooManyPatterns(calls, request.target.path)
  if (problem !== undefined) throw new ProblemError(problem)
  host.onProgress({ step: 'note', text: comparingNote })
  for await (const { path, same, size } of compareFiles(opened, calls, request.target.path, request.policy ?? 'always', host)) {
    const one = undecided.take(path)
    if (one === undefined) continue
    const trusted = !same && one.already
    const [equal, other] = making.staged
      ? (['identical', 'beside'] as const)
      : ([one.metadata ? 'metadata-only' : 'identical', 'overwritten'] as const)
    const fate = same || trusted ? equal : other
    tally.fate(fate, { path, entry: { kind: 'file', size } }, { newer: one.newer, trusted })
    if (!touchesAllNames(fate)) continue
    making.needed += one.growth
    const linked = making.linked.get(path)
    if (linked !== undefined) making.toPart.push(linked)
  }
  // The pattern of a name that is no text may have kept restic away from its neighbour too.
  for (let left = undecided.size(); left > 0; left -= 1) tally.fate('in-conflict', { path: '', entry: { kind: 'file', size: 0 } }, {})
}

function planOf(making: Making, calls: readonly RestoreCall[]): RestorePlan {
  const { request, tally, unprivileged, folders, made, toPart } = making
  const { snapshot, target, policy } = request
  return {
    preview: {
      snapshot: snapshot.id,
      label: snapshot.label,
      target: target.path,
      policy: policy ?? null,
      ...tally.counted,
      foreignOwners: making.foreignOwners,
      needed: making.needed,
      free: freeBytes(target.path),
    },
    calls,
    madeFolders: [...made],
    unprivileged,
    folders,
    toPart,
  }
}
