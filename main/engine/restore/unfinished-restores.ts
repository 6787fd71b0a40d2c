import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../../contract/problem.ts'
import type { Core } from '../core.ts'
import { begunRestores, halfRestoredVaults, isUnfinished, type KnownRestore } from '../state/restore-queries.ts'
import { isInside } from '../vaults.ts'
import { comesToTheSame } from './begin-restore.ts'
import { leftNothing } from './left-nothing.ts'
import { undoKept } from './undo-kept.ts'
import { waysOn } from './ways-on.ts'

/** A restore or an undo that was cut off and left its target half done, with what can be done about it. */
export type UnfinishedRestore = {
  readonly run: string
  readonly kind: KnownRestore['kind']
  readonly target: string
  readonly began: string
  readonly problem: Problem
}

/** The restores and undos that were cut off, as {@link leftHalfDone}, as long as what they overwrote is kept: so long at least as a person is asked about a backup of them. Newest first. */
export function unfinishedRestores(core: Core): UnfinishedRestore[] {
  const since = core.ports.clock.now().getTime() - undoKept
  const asked = halfRestoredVaults(core.state.database).filter(({ answered }) => answered === null)
  const left = leftHalfDone(core).filter((one) => Date.parse(one.time) >= since || asked.some(({ path }) => isOf(one, path)))
  return left.map((one) => ({ run: one.run, kind: one.kind, target: one.target, began: one.time, problem: problemOf(one) }))
}

/** The newest of those that were cut off in a folder, in one in it, or in one that it is in: a file there may have the right size and time, and the wrong content. */
export function halfDoneAt(core: Core, folder: string): KnownRestore | undefined {
  return leftHalfDone(core).find((one) => placesOf(one).some((place) => isNear(place, folder) && existsSync(place)))
}

/** The newest of those that were cut off and leave a vault half restored; as {@link isOf}. */
export function halfDoneOf(core: Core, vault: string): KnownRestore | undefined {
  return leftHalfDone(core).find((one) => isOf(one, vault))
}

/** Whether a restore of a vault goes on, or was cut off, by the records alone: also while the disk that it lies on is not there. */
export function isRestoreOpen(core: Core, vault: string): boolean {
  return notOver(core, (one) => one.verdict === null || isUnfinished(one)).some((one) => isOf(one, vault))
}

/** Whether a restore is of a vault's own files. One that makes a new folder somewhere in it, and touches nothing else, is beside them. Pure. */
export function isOf(one: KnownRestore, vault: string): boolean {
  const isBeside = one.target !== vault && isInside(one.target, vault) && one.undoable && one.safety === null
  return !isBeside && placesOf(one).some((place) => isNear(place, vault))
}

function placesOf({ target, parts }: KnownRestore): string[] {
  return parts.length === 0 ? [target] : parts.map(({ to }) => join(target, to))
}

function isNear(place: string, folder: string): boolean {
  return isInside(place, folder) || isInside(folder, place)
}

/** The restores and undos that were cut off, as {@link notOver}, of folders that are still there; without those that failed before they wrote anything. */
function leftHalfDone(core: Core): KnownRestore[] {
  return notOver(core, (one) => isUnfinished(one) && existsSync(one.target) && !leftNothing(one))
}

/**
 * Restores and undos that nobody has finished or taken back since, nor written over with a later restore; and where a backup of what they left was asked about,
 * nobody has said that all is as it should be.
 */
function notOver(core: Core, isMeant: (one: KnownRestore) => boolean): KnownRestore[] {
  const { database } = core.state
  const all = begunRestores(database)
  const snapshotOf = (run: string | null) => all.find((one) => one.run === run)?.snapshot
  const isLeftSo = (one: KnownRestore) =>
    halfRestoredVaults(database).some(({ path, answered }) => (answered ?? 0) > one.seq && isOf(one, path))
  return all.filter(
    (one, at) =>
      isMeant(one) && !all.slice(0, at).some((later) => covers(later, one, [one.snapshot, snapshotOf(one.undoes)])) && !isLeftSo(one),
  )
}

/**
 * Whether a later restore or undo goes over all that an earlier one was at: then it is the one to be looked at. Pure.
 * @param snapshots of which it has to be: what another one does not hold stays half written
 */
function covers(later: KnownRestore, one: KnownRestore, snapshots: readonly (string | undefined)[]): boolean {
  // One that goes on has not gone over it yet.
  if (later.verdict === null || later.problem?.code === 'nothing-restored') return false
  if (later.target !== one.target || later.undone !== null) return false
  if (one.undoes !== null && later.undoes === one.undoes) return true
  // The others leave what is there, half written or not.
  if (one.parts.length === 0 || !comesToTheSame(later.policy) || !snapshots.includes(later.snapshot)) return false
  return one.parts.every(({ from, to }) =>
    later.parts.some((part) => {
      const way = wayFrom(part.from, from)
      return way !== undefined && way === wayFrom(part.to, to)
    }),
  )
}

/** How a path goes on behind a folder that it is in; `undefined` where it is not. */
function wayFrom(folder: string, path: string): string | undefined {
  if (folder === '' || path === folder) return path.slice(folder.length)
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined
}

function problemOf(one: KnownRestore): Problem {
  const { kind, target } = one
  const remedy = waysOn(one)
  if (kind === 'undo')
    return {
      code: 'undo-unfinished',
      sentence: `Taking back a restore into ${target} was cut off: some files there may be half written.`,
      remedy,
    }
  return {
    code: 'restore-unfinished',
    sentence: `A restore into ${target} was cut off: some files there may be half written.`,
    remedy,
  }
}
