import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Core } from '../../core.ts'
import { systemCode } from '../../problem-error.ts'
import { allAgents } from '../all-agents.ts'
import { cleanerFor } from '../escalate/cleaner.ts'
import { readable } from '../escalate/readable.ts'

/** What an agent writes is kept up to here, in bytes. */
const most = 8 * 1024 * 1024
/** So much of the end of it stays when it is cut, in bytes. */
const stays = 256 * 1024

/** Where what an agent writes to standard output and standard error is kept. */
export function logOf({ home }: Pick<Core, 'home'>, agent: string): string {
  return join(home.root, 'agents', agent, 'output.log')
}

/** Opens the log of an agent for one that is to be started; what the one before it wrote goes to `output.1.log`. Throws errors of the system. @returns a descriptor */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    const there = lstatSync(path)
    // What is no file, such as a pipe, would hold up whoever opens it.
    if (!there.isFile()) rmSync(path, { recursive: true })
    else if (there.size > 0) renameSync(path, join(dirname(path), 'output.1.log'))
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
  // Appended to, so that one who writes goes on at its new end after it was cut; never through a link.
  return openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0), 0o600)
}

/** Cuts a log that has grown too long down to its end. Never throws: one that cannot be cut grows on. */
export function cutLog(path: string): void {
  try {
    // The usual case, and a cheap one.
    const there = lstatSync(path)
    if (!there.isFile() || there.size <= most) return
    const log = openSync(path, constants.O_RDWR | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0))
    try {
      const { size } = fstatSync(log)
      const end = Buffer.alloc(stays)
      const length = readSync(log, end, 0, stays, Math.max(0, size - stays))
      ftruncateSync(log, 0)
      writeSync(log, `[Vaultkeeper left out ${size - length} bytes here]\n`)
      writeSync(log, end, 0, length)
    } finally {
      closeSync(log)
    }
  } catch {
    // It is not there, or its disk is not as it should be, which others tell.
  }
}

/** The last of what an agent wrote, for a person, at most `characters`; what may be a secret is taken out, for it goes into the records. Empty where there is nothing. */
export function endOfLog(core: Core, path: string, characters: number): string {
  try {
    // Whatever has taken its place: a pipe would be waited for.
    const log = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    try {
      const { size } = fstatSync(log)
      // What the cut goes through may be a part of a secret: it is read from further up, and cut by lines.
      const bytes = Buffer.alloc(Math.min(size, characters * 4 + 4096))
      readSync(log, bytes, 0, bytes.length, size - bytes.length)
      const clean = cleanerFor(core, allAgents(core))(readable(bytes)).trimEnd()
      const end = clean.slice(-characters)
      return end === clean ? end : end.slice(end.indexOf('\n') + 1)
    } finally {
      closeSync(log)
    }
  } catch {
    return ''
  }
}
