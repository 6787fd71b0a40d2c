import type { Json } from './json.ts'

/** One entry of a snapshot. Sizes in bytes, times in RFC 3339. */
export type Node = {
  readonly path: string
  readonly name: string
  /** `file`, `dir`, `symlink`, `fifo`, `socket`, `dev`, `chardev`, `irregular`. */
  readonly type: string
  readonly size: number
  /** Go's FileMode: permission bits below 0o1000, kinds in the high bits. */
  readonly mode: number
  /** Like `drwxr-xr-x`. */
  readonly permissions: string
  readonly mtime: string
  readonly ctime: string
  readonly uid: number
  readonly gid: number
  readonly inode: number
  /** Where a link leads: `find` tells it, `ls` does not. */
  readonly linkTarget?: string
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
const numberOf = (value: unknown) => (typeof value === 'number' ? value : 0)

/**
 * Reads a node of `ls` or a match of `find`; `undefined` without a path. Names that are not UTF-8 hold U+FFFD and cannot be handed back
 * as they are: see `patternForPath`.
 */
export function parseNode(json: Json): Node | undefined {
  const { path } = json
  if (typeof path !== 'string') return undefined
  return {
    path,
    name: typeof json.name === 'string' ? json.name : path.slice(path.lastIndexOf('/') + 1),
    type: textOf(json.type),
    size: numberOf(json.size),
    mode: numberOf(json.mode),
    permissions: textOf(json.permissions),
    mtime: textOf(json.mtime),
    ctime: textOf(json.ctime),
    uid: numberOf(json.uid),
    gid: numberOf(json.gid),
    inode: numberOf(json.inode),
    ...(typeof json.linktarget === 'string' ? { linkTarget: json.linktarget } : {}),
  }
}
