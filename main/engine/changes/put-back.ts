import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  lchownSync,
  lutimesSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Node } from 'restic-wrapper'
import { processAlive } from '../home/process-identity.ts'
import { fsyncFolder } from '../home/write-private-file.ts'
import { fail, systemCode } from '../problem-error.ts'
import type { Entry } from './entry.ts'
import { type AtPlace, holds, lookAtPlace, markOf } from './look-at-place.ts'
import type { StreamedEntry } from './read-entries.ts'

/** What is to stand at a place, and the right to replace what does: only what the safety snapshot holds may go. */
export type PutBack = {
  readonly place: string
  /** What the approved snapshot holds. */
  readonly approved: Entry
  /** Its rights, owner and times. */
  readonly node: Node | undefined
  readonly streamed: StreamedEntry
  /** What the safety snapshot holds. */
  readonly kept: Entry | undefined
}

const staged = '.vaultkeeper-revert-'

/**
 * Puts approved content in its place: written beside it and compared, then renamed over it, so that there is always a whole file. Links are replaced,
 * never followed. Throws problems; then what was there is still there.
 */
export async function putBack({ place, approved, node, streamed, kept }: PutBack): Promise<'restored' | 'was-there'> {
  const now = await lookAtPlace(place)
  if (holds(now, approved)) return 'was-there'
  // Of a folder that took the file's place nothing may be left; an empty one is no loss.
  const { mark } = now.kind === 'folder' ? clearFolder(place) : now
  if (now.kind === 'other') fail('in-the-way', `${place} is in the way: it is no file.`, 'Move it away, and revert again.')
  if (now.kind === 'file' || now.kind === 'link') refuseUnkept(place, now, kept)
  const folder = dirname(place)
  const temporary = join(folder, `${staged}${process.pid}-${randomBytes(6).toString('hex')}`)
  try {
    if (approved.target !== null) symlinkSync(approved.target, temporary)
    else if ((await writeNew(temporary, streamed.content)) !== approved.sha256)
      fail('read-back-failed', `The repository gave other content for ${place} than before.`, 'Look for damage with: vaultkeeper verify')
    if (node !== undefined) dress(temporary, approved, node)
    if (realpathSync(folder) !== folder || markOf(place) !== mark) changedMeanwhile(place)
    renameSync(temporary, place)
  } finally {
    rmSync(temporary, { force: true })
  }
  fsyncFolder(folder)
  if (!holds(await lookAtPlace(place), approved))
    fail('not-restored', `${place} does not hold what was put back there.`, 'Another program may write there: end it, and revert again.')
  return 'restored'
}

/** Removes what was added since it was approved, once the safety snapshot has it. @returns whether anything was there */
export async function removeAdded(place: string, kept: Entry | undefined): Promise<boolean> {
  const now = await lookAtPlace(place)
  if (now.kind === 'nothing') return false
  if (now.kind !== 'file' && now.kind !== 'link')
    return fail('in-the-way', `${place} is no file any more.`, 'Move it away, and revert again.')
  refuseUnkept(place, now, kept)
  if (markOf(place) !== now.mark) changedMeanwhile(place)
  unlinkSync(place)
  fsyncFolder(dirname(place))
  return true
}

/** Removes what a revert that was killed left behind in a folder. */
export function clearStaged(folder: string): void {
  for (const name of readdirSync(folder)) {
    const owner = name.startsWith(staged) ? Number.parseInt(name.slice(staged.length), 10) : Number.NaN
    if (owner > 1 && owner !== process.pid && !processAlive(owner, '')) rmSync(join(folder, name), { force: true })
  }
}

function refuseUnkept(place: string, now: AtPlace, kept: Entry | undefined): void {
  if (kept !== undefined && holds(now, kept)) return
  fail(
    'not-in-safety',
    `${place} is not in the safety snapshot as it is now, so it was left alone.`,
    'Another program may write there: end it, and revert again.',
  )
}

function changedMeanwhile(place: string): never {
  return fail(
    'changed-meanwhile',
    `${place} was changed while it was being put back, so it was left alone.`,
    'Another program may write there: end it, and revert again.',
  )
}

function clearFolder(place: string): { mark: string } {
  try {
    rmdirSync(place)
  } catch (error) {
    fail('in-the-way', `The folder ${place} is in the way (${systemCode(error)}).`, 'Move it away, and revert again.')
  }
  return { mark: '' }
}

/** Writes a file that was not there, flushed. @returns the hash of what was written */
async function writeNew(path: string, content: AsyncIterable<unknown>): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of content) {
      hash.update(chunk as Buffer)
      await file.writeFile(chunk as Buffer)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

/** Gives it the owner, rights and times that it had. Bits that run a program as somebody else come back on purpose only, not here. */
function dress(path: string, { kind }: Entry, { uid, gid, mode, mtime }: Node): void {
  try {
    lchownSync(path, uid, gid)
  } catch (error) {
    // Only root may give a file away; then it is ours.
    if (systemCode(error) !== 'EPERM') throw error
  }
  if (kind === 'file') chmodSync(path, mode & 0o777)
  const seconds = secondsOf(mtime)
  lutimesSync(path, seconds, seconds)
}

/** Seconds with their fraction, which Date cuts off at the millisecond. */
function secondsOf(time: string): number {
  const fraction = /\.\d+/.exec(time)?.[0] ?? ''
  return Math.floor(Date.parse(time) / 1000) + Number(`0${fraction}`)
}
