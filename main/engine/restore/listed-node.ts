import type { Node } from 'restic-wrapper'
import { nanoseconds } from './two-sides.ts'

/** What a restore is planned by, of an entry of a snapshot: as restic lists it, or as the index has it. `mtime` in nanoseconds since 1970. */
export type ListedNode = Pick<Node, 'path' | 'name' | 'type' | 'size' | 'mode' | 'uid' | 'gid' | 'inode'> & { readonly mtime: bigint }

/** An entry as restic lists it. Pure. */
export function listedNode({ path, name, type, size, mode, mtime, uid, gid, inode }: Node): ListedNode {
  return { path, name, type, size, mode, uid, gid, inode, mtime: nanoseconds(mtime) }
}
