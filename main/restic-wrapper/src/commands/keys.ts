import { text } from '../messages/json.ts'
import { one, operands } from './flags.ts'
import type { Plan } from './plan.ts'
import { arrayReader, textReader } from './reader.ts'
import type { Announcement } from './snapshots.ts'

/** One key of a repository. */
export type Key = {
  readonly id: string
  /** Whether the password in use belongs to it. */
  readonly current: boolean
  readonly userName: string
  readonly hostName: string
  /** `2026-11-20 13:55:02`, local time of this machine. */
  readonly created: string
}

/** @see https://restic.readthedocs.io/en/stable/070_encryption.html#manage-repository-keys */
export function planKeyList(): Plan<Announcement, Key[]> {
  return {
    name: 'key list',
    args: ['key', 'list'],
    json: true,
    framing: 'values',
    announces: true,
    reader: arrayReader((json) => {
      const id = text(json.id)
      if (id === '') return undefined
      return {
        id,
        current: json.current === true,
        userName: text(json.userName),
        hostName: text(json.hostName),
        created: text(json.created),
      }
    }),
  }
}

/** A further password. */
export type KeyAddOptions = {
  /** Same rules as for a password that opens the repository. */
  readonly newPassword: string
  readonly host?: string
  readonly user?: string
}

/** The old passwords stay valid. */
export function planKeyAdd(options: KeyAddOptions): Plan<Announcement, { readonly id: string }> {
  return {
    name: 'key add',
    args: ['key', 'add', ...one('host', options.host), ...one('user', options.user)],
    announces: true,
    secrets: [{ flag: 'new-password-file', content: options.newPassword }],
    reader: textReader((lines) => ({ id: /saved new key with ID ([0-9a-f]+)/.exec(lines.join('\n'))?.[1] ?? '' })),
  }
}

/** Exclusive lock. restic refuses to remove the key in use. */
export function planKeyRemove(id: string): Plan<Announcement, true> {
  const refusal = /^[0-9a-f]{8,64}$/.test(id) ? undefined : 'this is not the id of a key'
  return { name: 'key remove', args: ['key', 'remove', ...operands(id)], announces: true, reader: textReader(() => true as const), refusal }
}

/** Adds a key with the new password and removes the one in use. Exclusive lock. */
export function planKeyPasswd(options: KeyAddOptions): Plan<Announcement, true> {
  return {
    name: 'key passwd',
    args: ['key', 'passwd', ...one('host', options.host), ...one('user', options.user)],
    announces: true,
    secrets: [{ flag: 'new-password-file', content: options.newPassword }],
    reader: textReader(() => true as const),
  }
}
