import { type BigIntStats, lstatSync, readdirSync } from 'node:fs'
import { systemCode } from '../problem-error.ts'
import { pathBytes } from '../verify/walk-source.ts'
import type { ListedNode } from './listed-node.ts'
import type { DiskSide, SnapshotSide } from './plan-entry.ts'

const privileges = 0o6000

/** What lies at a place. `hardLinked`: it has other names, from which a restore parts it, so all of it takes room. */
export type OnDisk = DiskSide & { readonly hardLinked: boolean }

/** Whether a file has setuid or setgid bits. On folders the latter only says who owns what is made in them. */
export function isPrivileged(node: Pick<ListedNode, 'type' | 'mode'>): boolean {
  return node.type === 'file' && (permissionsOf(node.mode) & privileges) !== 0
}

/** What a restore is to bring back; files without setuid and setgid bits, unless they were asked for. Pure. */
export function snapshotSide(node: ListedNode, special: boolean): SnapshotSide {
  const permissions = permissionsOf(node.mode)
  return {
    kind: kindOfNode(node.type),
    size: node.type === 'file' ? node.size : 0,
    mtime: node.mtime,
    permissions: special || node.type !== 'file' ? permissions : permissions & ~privileges,
    uid: node.uid,
    gid: node.gid,
  }
}

/**
 * What lies at a place, links not followed: nothing, or something that cannot be looked at (the system's code for why). One character per byte.
 * @param lookInside whether it matters if a folder is empty
 */
export function diskSide(place: string, lookInside: boolean): OnDisk | 'nothing' | { readonly code: string } {
  try {
    const stats = lstatSync(pathBytes(place), { bigint: true })
    const kind = kindOfStats(stats)
    return {
      kind,
      emptyFolder: lookInside && kind === 'folder' && isEmptyFolder(place),
      size: kind === 'file' ? Number(stats.size) : 0,
      mtime: stats.mtimeNs,
      permissions: Number(stats.mode & 0o7777n),
      uid: Number(stats.uid),
      gid: Number(stats.gid),
      hardLinked: kind === 'file' && stats.nlink > 1n,
    }
  } catch (error) {
    const code = systemCode(error) ?? 'unknown'
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'nothing' : { code }
  }
}

/** RFC 3339 in nanoseconds since 1970. Pure. */
export function nanoseconds(time: string): bigint {
  const [, seconds, fraction = '', zone] = /^(.{19})(?:\.(\d+))?(.*)$/.exec(time) ?? []
  if (seconds === undefined) return 0n
  const milliseconds = Date.parse(`${seconds}${zone}`)
  return Number.isNaN(milliseconds) ? 0n : BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9))
}

/** Unix's twelve bits out of Go's FileMode. */
function permissionsOf(mode: number): number {
  const bit = (from: number, to: number) => (Math.floor(mode / 2 ** from) % 2 === 1 ? to : 0)
  return (mode & 0o777) | bit(23, 0o4000) | bit(22, 0o2000) | bit(20, 0o1000)
}

function kindOfNode(type: string): SnapshotSide['kind'] {
  if (type === 'file') return 'file'
  if (type === 'dir') return 'folder'
  if (type === 'symlink') return 'link'
  return type === 'fifo' || type === 'dev' || type === 'chardev' ? 'special' : 'unrestorable'
}

function kindOfStats(stats: BigIntStats): DiskSide['kind'] {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'folder'
  return stats.isSymbolicLink() ? 'link' : 'special'
}

/** Whether a folder is there, with nothing in it. One character per byte. */
export function isEmptyFolder(place: string): boolean {
  try {
    return readdirSync(pathBytes(place)).length === 0
  } catch {
    return false
  }
}
