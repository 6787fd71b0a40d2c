import { execFileSync } from 'node:child_process'
import { createHash, randomBytes, scryptSync } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import path from 'node:path'
import { type MasterKey, seal } from '../../main/engine/repositories/quick-key/restic-key.ts'

/** Asks restic for the key of a repository. */
function readMasterKey(location: string, password: string): MasterKey {
  const env = { PATH: process.env['PATH'], RESTIC_PASSWORD: password }
  const program = process.env['VAULTKEEPER_RESTIC'] ?? ''
  return JSON.parse(
    execFileSync(program, ['-r', location, '--no-cache', '--no-lock', 'cat', 'masterkey'], { env, encoding: 'utf8' }),
  ) as MasterKey
}

/** A snapshot to be put into a repository. Without a tree restic lists it, sorts it, forgets it, but cannot restore it. */
export type ForgedSnapshot = {
  readonly time: string
  readonly hostname: string
  readonly username?: string
  readonly tags: readonly string[]
  readonly tree?: string
}

/**
 * Writes a snapshot file into a local repository as restic would, in a thousandth of the time. For histories that are too long to be backed up.
 * @returns its id
 */
export function forgeSnapshot(location: string, key: MasterKey, snapshot: ForgedSnapshot): string {
  const plain = JSON.stringify({ tree: '0'.repeat(64), username: userInfo().username, ...snapshot, paths: ['/forged'] })
  return writeNamed(path.join(location, 'snapshots'), seal(key, plain))
}

/** Writes a lock into a local repository, as a restic of this machine with that pid would. @returns its id */
export function forgeLock(
  location: string,
  key: MasterKey,
  lock: { readonly pid: number; readonly hostname: string; readonly time: string },
): string {
  return writeNamed(path.join(location, 'locks'), seal(key, JSON.stringify({ exclusive: false, username: userInfo().username, ...lock })))
}

/**
 * Writes a folder with any names, also such as restic itself would never store, into a local repository: a pack with one tree, and its index.
 * @param nodes as restic's trees hold them; names are quoted as Go quotes strings
 * @returns the id of the tree
 */
export function forgeTree(location: string, key: MasterKey, nodes: readonly Record<string, unknown>[]): string {
  const plain = `${JSON.stringify({ nodes })}\n`
  const id = createHash('sha256').update(plain).digest()
  const blob = seal(key, plain)
  const entry = Buffer.alloc(5)
  entry.writeUInt8(1)
  entry.writeUInt32LE(blob.length, 1)
  const header = seal(key, Buffer.concat([entry, id]))
  const headerLength = Buffer.alloc(4)
  headerLength.writeUInt32LE(header.length)
  const pack = Buffer.concat([blob, header, headerLength])
  const packId = createHash('sha256').update(pack).digest('hex')
  const folder = path.join(location, 'data', packId.slice(0, 2))
  mkdirSync(folder, { recursive: true })
  writeNamed(folder, pack)
  const blobs = [{ id: id.toString('hex'), type: 'tree', offset: 0, length: blob.length }]
  writeNamed(path.join(location, 'index'), seal(key, JSON.stringify({ packs: [{ id: packId, blobs }] })))
  return id.toString('hex')
}

/**
 * Puts a key in the place of the repository's own that opens with the same password and costs next to nothing to derive: each restic process
 * begins half a second sooner.
 * @returns what the key opens
 */
export function cheapenKey(location: string, password: string): MasterKey {
  const master = readMasterKey(location, password)
  const folder = path.join(location, 'keys')
  const [N, r, p, salt] = [1024, 8, 1, randomBytes(64)]
  const derived = scryptSync(password, salt, 64, { N, r, p })
  const part = (from: number, to: number) => derived.subarray(from, to).toString('base64')
  const data = seal({ encrypt: part(0, 32), mac: { k: part(32, 48), r: part(48, 64) } }, JSON.stringify(master)).toString('base64')
  const about = { created: new Date().toISOString(), username: 'nobody', hostname: 'h' }
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name))
  writeNamed(folder, Buffer.from(JSON.stringify({ ...about, kdf: 'scrypt', N, r, p, salt: salt.toString('base64'), data })))
  return master
}

/** Whether a repository's keys are cheap as they are. */
export function isCheap(location: string): boolean {
  const folder = path.join(location, 'keys')
  return readdirSync(folder).every((name) => (JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { N: number }).N <= 4096)
}

/** restic's files are named by what is in them. */
function writeNamed(folder: string, content: Buffer): string {
  const id = createHash('sha256').update(content).digest('hex')
  writeFileSync(path.join(folder, id), content)
  return id
}
