import type { Node } from 'restic-wrapper'

/** What a restore is planned by, of an entry of a snapshot: as restic lists it, or as the index has it. */
export type ListedNode = Pick<Node, 'path' | 'name' | 'type' | 'size' | 'mode' | 'mtime' | 'uid' | 'gid' | 'inode'>
