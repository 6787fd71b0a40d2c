import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import type { Password } from 'restic-wrapper'
import type { RunHost } from '../../core.ts'
import { fsyncFolder, writePrivateFile } from '../../home/write-private-file.ts'
import { isGenerated } from '../../secrets/new-password.ts'
import { keyIds } from '../local-files.ts'
import { keysOf } from '../manage/list-keys.ts'
import { removeKeyOf } from '../manage/remove-key.ts'
import type { OpenRepository } from '../open-repository.ts'
import { type KeyOwner, type MasterKey, openKey, sealQuickKey } from './restic-key.ts'

/**
 * restic makes each key so that half a second of work stands before each try of a password, and pays it at the start of each of its processes. A password of
 * 160 random bits needs no such guard. Where one was made here, for a repository in a folder, it gets a key that opens at once. Any restic reads it.
 */

/** A repository that was just made has one key, restic's: it is replaced. Cut off, both are there, each opens it, and the next call goes on. */
export async function quickenNew(opened: OpenRepository, host: RunHost): Promise<void> {
  const password = generatedPassword(opened.target.password)
  if (password === undefined || opened.remote || opened.appendOnly) return
  const ids = keyIds(opened.location)
  if (ids.length > 2) return
  const keys = await Promise.all(ids.map(async (id) => ({ id, key: await keyOf(opened, id, password) })))
  const slow = keys.find(({ key }) => key?.quick === false)
  if (slow?.key === undefined) return
  const { master, owner } = slow.key
  const id = keys.find(({ key }) => key?.quick)?.id ?? (await write(opened, master, password, owner))
  // restic itself has to open it, before what it opened until now is taken away.
  const hinted = { ...opened, readTarget: { ...opened.readTarget, keyHint: id }, target: { ...opened.target, keyHint: id } }
  const current = (await keysOf(hinted, host)).find((key) => key.current)
  if (current?.id === id) await removeKeyOf(hinted, slow.id, host)
}

/**
 * Adds a key for a new password, as `restic key add`, that opens at once.
 * @param current id of a key that the password in use opens
 * @returns whether it could: only for a password that was generated, and in a folder
 */
export async function addQuickKey(
  opened: OpenRepository,
  current: string,
  { password, user, created }: { readonly password: string; readonly user: string; readonly created: Date },
): Promise<boolean> {
  const old = opened.target.password
  if (opened.remote || old.from !== 'value' || !isGenerated(password)) return false
  const key = await keyOf(opened, current, old.value)
  if (key === undefined) return false
  await write(opened, key.master, password, { username: user, hostname: hostname(), created: created.toISOString() })
  return true
}

async function keyOf({ location }: OpenRepository, id: string, password: string) {
  return openKey(readFileSync(path.join(location, 'keys', id), 'utf8'), password)
}

async function write({ location }: OpenRepository, master: MasterKey, password: string, owner: KeyOwner): Promise<string> {
  const { id, text } = await sealQuickKey(master, password, owner)
  const folder = path.join(location, 'keys')
  writePrivateFile(path.join(folder, id), text)
  fsyncFolder(folder)
  return id
}

function generatedPassword(password: Password): string | undefined {
  return password.from === 'value' && isGenerated(password.value) ? password.value : undefined
}
