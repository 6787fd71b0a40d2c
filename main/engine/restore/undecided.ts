import { createHash } from 'node:crypto'

/** A file whose fate hangs on its content: what of it is known already. */
type Undecided = {
  /** Rights, time or owner differ. */
  readonly metadata: boolean
  readonly newer: boolean
  /** Bytes that the disk must have if its content differs. */
  readonly growth: number
  /** It was put beside what is there by an earlier restore. */
  readonly already: boolean
}

/** Files whose fate hangs on their content, by their path. A million of them take some 60 MB: the paths are kept as numbers. */
export type UndecidedFiles = {
  readonly size: () => number
  /** `false` when one of that path is there already. */
  readonly add: (path: string, one: Undecided) => boolean
  /** Takes one out. */
  readonly take: (path: string) => Undecided | undefined
}

/** Makes an empty collection. */
export function undecidedFiles(): UndecidedFiles {
  const flags = new Map<number, number>()
  return {
    size: () => flags.size,
    add: (path, { metadata, newer, growth, already }) => {
      const key = keyOf(path)
      if (flags.has(key)) return false
      flags.set(key, growth * 8 + (metadata ? 1 : 0) + (newer ? 2 : 0) + (already ? 4 : 0))
      return true
    },
    take: (path) => {
      const key = keyOf(path)
      const flag = flags.get(key)
      if (flag === undefined) return undefined
      flags.delete(key)
      return { metadata: flag % 2 === 1, newer: flag % 4 >= 2, already: flag % 8 >= 4, growth: Math.floor(flag / 8) }
    },
  }
}

/** 53 bits of a hash: two of a million paths share one once in twenty thousand restores, and then one of them counts as overwritten. */
function keyOf(path: string): number {
  const hash = createHash('sha1').update(path).digest()
  return hash.readUInt32BE(0) * 2 ** 21 + (hash.readUInt32BE(4) >>> 11)
}
