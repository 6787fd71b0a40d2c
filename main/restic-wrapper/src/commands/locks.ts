import { type Lock, parseLock } from '../messages/lock.ts'
import { on, operands } from './flags.ts'
import type { Plan } from './plan.ts'
import { objectReader, textReader } from './reader.ts'
import type { Announcement } from './snapshots.ts'

/** Who holds one lock. Gone meanwhile: `failed` with `path-not-found`. */
export function planCatLock(id: string): Plan<Announcement, Lock> {
  return {
    name: 'cat lock',
    args: ['cat', ...operands('lock', id)],
    json: true,
    framing: 'values',
    announces: true,
    neverLocks: true,
    reader: objectReader(parseLock),
  }
}

/** Which locks to remove. */
export type UnlockOptions = {
  /** Also those of processes that are alive. Can destroy data when such a process goes on: never by itself. */
  readonly removeAll?: boolean
}

/** How many locks were removed. */
export type UnlockResult = { readonly removed: number }

/**
 * Without `removeAll`: locks older than 30 minutes, or of this host with a process that is gone. restic sends SIGHUP to the process
 * number in the lock, so look with `catLock` first.
 */
export function planUnlock(options: UnlockOptions): Plan<Announcement, UnlockResult> {
  return {
    name: 'unlock',
    args: ['unlock', ...on('remove-all', options.removeAll)],
    announces: true,
    reader: textReader((lines) => ({ removed: Number(/removed (\d+) lock/.exec(lines.join('\n'))?.[1] ?? 0) })),
  }
}
