import { chmodSync, chownSync, lstatSync, readdirSync, utimesSync } from 'node:fs'
import { pathBytes } from '../../verify/walk-source.ts'
import type { FolderState } from './journal.ts'

/** How a folder stands. @param root one character per byte, as `path` */
export function folderState(root: string, path: string): FolderState {
  const { mode, uid, gid, mtimeNs } = lstatSync(pathBytes(at(root, path)), { bigint: true })
  return { path, mode: Number(mode & 0o7777n), uid: Number(uid), gid: Number(gid), mtime: mtimeNs.toString() }
}

/** Gives a folder that state, if it is there, is one, and is ours: the time last. */
export function giveState(root: string, { path, mode, uid, gid, mtime }: FolderState): void {
  const folder = pathBytes(at(root, path))
  const now = lstatSync(folder, { throwIfNoEntry: false })
  if (now === undefined || !now.isDirectory()) return
  const us = process.geteuid?.() ?? now.uid
  // A folder of somebody else that we may write into is not ours to change.
  if (us !== 0 && now.uid !== us) return
  if (us === 0 && (now.uid !== uid || now.gid !== gid)) chownSync(folder, uid, gid)
  chmodSync(folder, mode)
  const seconds = Number(BigInt(mtime) / 1_000n) / 1e6
  utimesSync(folder, seconds, seconds)
}

/** Gives us the right to look into a folder, and to change what is in it. */
export function openFolder(root: string, path: string): void {
  const folder = pathBytes(at(root, path))
  const { mode } = lstatSync(folder)
  if ((mode & 0o700) !== 0o700) chmodSync(folder, (mode & 0o7777) | 0o700)
}

/** What is at a place; links are not followed. One character per byte. */
export function kindAt(root: string, path: string): 'nothing' | 'folder' | 'file' | 'link' | 'special' {
  const stats = lstatSync(pathBytes(at(root, path)), { throwIfNoEntry: false })
  if (stats === undefined) return 'nothing'
  if (stats.isDirectory()) return 'folder'
  return stats.isFile() ? 'file' : stats.isSymbolicLink() ? 'link' : 'special'
}

/** The names in a folder, one character per byte, in the order of their bytes. */
export function namesIn(root: string, path: string): string[] {
  return readdirSync(pathBytes(at(root, path)), { encoding: 'latin1' }).sort()
}

/** A path below a root. */
export function at(root: string, path: string): string {
  return path === '' ? root : `${root}/${path}`
}

/** A name in a folder. */
export function below(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`
}
