import type { LockHolder } from '../outcome.ts'
import { count, type Json, text } from './json.ts'

/** Content of a lock file. */
export type Lock = {
  /** RFC 3339; refreshed every five minutes, stale after thirty. */
  readonly time: string
  readonly exclusive: boolean
  readonly hostname: string
  readonly username: string
  readonly pid: number
}

/** Reads the answer of `cat lock`. */
export function parseLock(json: Json): Lock | undefined {
  if (typeof json.time !== 'string') return undefined
  return {
    time: json.time,
    exclusive: json.exclusive === true,
    hostname: text(json.hostname),
    username: text(json.username),
    pid: count(json.pid),
  }
}

/** Reads `repository is already locked exclusively by PID 1395 on host by root (UID 0, GID 0)\nlock was created at ... (6.4s ago)`. */
export function parseLockHolder(message: string): LockHolder | undefined {
  const match = /already locked( exclusively)? by PID (\d+) on (.+?) by (.*?) \(UID/.exec(message)
  if (!match) return undefined
  const age = /\(([^()\s]+) ago\)/.exec(message)?.[1]
  return { pid: Number(match[2]), host: match[3] ?? '', user: match[4] ?? '', age, exclusive: match[1] !== undefined }
}
