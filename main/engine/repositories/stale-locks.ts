import { readFileSync, rmSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { FailureReason, Lock } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import { processAlive } from '../home/process-identity.ts'
import { isReused } from '../home/process-reused.ts'
import type { OpenRepository } from './open-repository.ts'
import { refusedRemoval } from './refused-removal.ts'
import { childFiles, halfNotes, type RecordedChild } from './restic-of.ts'

/**
 * What became of the locks in a repository. `kept` describes those that somebody alive may still need, and, last, the `unreadable` ones that stay; `refused`: in
 * which words its place let none be removed.
 */
export type UnlockReport = {
  readonly removed: number
  readonly kept: readonly string[]
  readonly unreadable: number
  readonly refused?: string
}

const staleAfter = 30 * 60_000

/** Whether a command failed over a lock, which may be one that nobody needs any more. */
export function isLockInTheWay({ reason }: { readonly reason: FailureReason }): boolean {
  return reason === 'locked' || reason === 'unreadable-lock'
}

/**
 * Removes locks whose process is gone: on this machine by its pid, elsewhere by its age. restic's own `unlock` sends a signal to the pid in
 * each lock of this host, whoever that is by now; so it is called only when no such process is alive. Never `--remove-all`.
 */
export async function removeStaleLocks(core: Core, opened: OpenRepository, host: RunHost): Promise<UnlockReport> {
  const ids = await opened.inside.lockIds()
  const kept: string[] = []
  const dead: string[] = []
  const reused: string[] = []
  const unreadable: string[] = []
  for (const id of ids) {
    const outcome = await opened.restic.catLock(opened.readTarget, { id }, { signal: host.signal }).outcome
    // Gone meanwhile: its owner was alive and has ended.
    if (outcome.kind === 'failed' && outcome.reason === 'path-not-found') continue
    if (outcome.kind === 'failed' && (outcome.reason === 'damaged' || outcome.reason === 'unreadable-lock')) {
      unreadable.push(id)
      continue
    }
    const lock = opened.done(outcome)
    const now = core.ports.clock.now()
    const why = whyKept(lock, now)
    // On a server only restic removes it, which takes the other process for its owner (and signals it) until the lock is old.
    if (why !== undefined && !opened.remote && isOfReused(lock, now)) reused.push(id)
    else if (why !== undefined) kept.push(why)
    else if (lock.hostname === hostname()) dead.push(id)
  }
  const lost = await removeUnreadable(core, opened, unreadable)
  const report = { kept: [...kept, ...lost.kept], unreadable: lost.kept.length }
  if (ids.length === unreadable.length || kept.length > 0) return { removed: lost.removed, ...report }
  const renumbered = opened.inside.removeLocks(reused)
  if (renumbered === ids.length) {
    await core.record({ event: 'lock.removed', repository: opened.name, why: `${renumbered} left by processes that are gone` })
    return { removed: renumbered, ...report }
  }
  const outcome = await opened.restic.unlock(opened.target, {}, { signal: host.signal }).outcome
  const refused = refusedRemoval(outcome)
  if (refused !== undefined) return { removed: renumbered + lost.removed, ...report, refused }
  const unlocked = opened.done(outcome)
  const removed = renumbered + unlocked.removed + (await removeUnburied(opened, dead))
  if (removed > 0) await core.record({ event: 'lock.removed', repository: opened.name, why: `${removed} left by processes that are gone` })
  return { removed: removed + lost.removed, ...report }
}

/**
 * Nobody can tell whose they are, and restic writes nothing while they are there. Who is alive writes its lock anew every five minutes, so that one that is old is
 * nobody's, whatever is in it. Only in a folder: on a server its age cannot be told, nor can one be removed by name.
 */
async function removeUnreadable(
  core: Core,
  opened: OpenRepository,
  ids: readonly string[],
): Promise<{ readonly removed: number; readonly kept: readonly string[] }> {
  const old: string[] = []
  const kept: string[] = []
  for (const id of ids) {
    const file = join(opened.location, 'locks', id)
    const written = opened.remote ? Number.POSITIVE_INFINITY : (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    if (core.ports.clock.now().getTime() - written >= staleAfter) old.push(id)
    else kept.push(`a lock that cannot be read (locks/${id})`)
  }
  const removed = opened.inside.removeLocks(old)
  if (removed > 0) await core.record({ event: 'lock.removed', repository: opened.name, why: `${removed} that cannot be read` })
  return { removed, kept }
}

/**
 * restic takes a process that has ended, but whose end nobody has asked for yet, for a living one and leaves its lock: so it is for ever in a
 * container without an init. Only locks that were looked at just now, of processes of this machine that have ended.
 */
async function removeUnburied(opened: OpenRepository, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  const left = new Set(await opened.inside.lockIds())
  return opened.inside.removeLocks(ids.filter((id) => left.has(id)))
}

/** Whether something else has the number of a lock's process by now. */
function isOfReused(lock: Lock, now: Date): boolean {
  return lock.hostname === hostname() && isReused(lock.pid, now.getTime() - Date.parse(lock.time))
}

/** Why a lock must stay, or `undefined` when nobody needs it any more. */
export function whyKept(lock: Lock, now: Date): string | undefined {
  const minutes = Math.round((now.getTime() - Date.parse(lock.time)) / 60_000)
  const age = minutes < 1 ? 'just now' : `${minutes} min ago`
  if (lock.hostname === hostname())
    return processAlive(lock.pid, '') ? `restic (process ${lock.pid}) on this machine, locked ${age}` : undefined
  return minutes * 60_000 < staleAfter ? `restic on ${lock.hostname} (process ${lock.pid}), locked ${age}` : undefined
}

/** Commands that write to a repository: what they leave when they are cut off must be put right. */
const writing = new Set([
  'backup',
  'init',
  'repair index',
  'repair packs',
  'repair snapshots',
  'forget',
  'prune',
  'copy',
  'tag',
  'unlock',
  'key add',
  'key remove',
])

/**
 * Ends restic processes that a killed Vaultkeeper left behind: politely, then by force, and waits for their end. Only the very process that was
 * noted down, never another one that got its pid, and never one whose Vaultkeeper is alive: that one is at work.
 * @returns whether one of them may have left something in the repository
 */
export async function endOrphan(core: Core, repository: string): Promise<boolean> {
  let leftovers = false
  for (const file of childFiles(core, repository)) {
    const child = readChild(file)
    if (child !== undefined && processAlive(child.owner, child.ownerStarted)) continue
    if (child !== undefined) await endProcess(child)
    rmSync(file, { force: true })
    leftovers ||= child === undefined || writing.has(child.command)
  }
  for (const file of halfNotes(core, repository)) {
    rmSync(file, { force: true })
    leftovers = true
  }
  return leftovers
}

async function endProcess({ pid, started }: RecordedChild): Promise<void> {
  for (const [kill, patience] of [
    ['SIGINT', 10_000],
    ['SIGKILL', 2_000],
  ] as const) {
    const until = performance.now() + patience
    if (processAlive(pid, started)) signalGroup(pid, kill)
    while (processAlive(pid, started) && performance.now() < until) await delay(50)
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
  } catch {
    // Ended by itself in between.
  }
}

function readChild(file: string): RecordedChild | undefined {
  try {
    const { pid, started, command, owner, ownerStarted } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    if (typeof pid !== 'number' || pid <= 1 || typeof started !== 'string' || started === '') return undefined
    if (typeof owner !== 'number' || owner <= 1 || typeof ownerStarted !== 'string') return undefined
    return { pid, started, command: String(command), owner, ownerStarted }
  } catch {
    return undefined
  }
}
