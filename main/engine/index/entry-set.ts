/** Numbers of entries, one bit each. */
export type EntrySet = {
  /** Adds one. @returns whether it was not in it yet */
  readonly add: (id: number) => boolean
  readonly has: (id: number) => boolean
}

/** An empty set that grows with the largest number: a million entries are 125 kB. */
export function createEntrySet(): EntrySet {
  let bits = new Uint8Array(4096)
  return {
    add: (id) => {
      const at = id >>> 3
      if (at >= bits.length) {
        const larger = new Uint8Array(Math.max(at + 1, bits.length * 2))
        larger.set(bits)
        bits = larger
      }
      const bit = 1 << (id & 7)
      const held = bits[at] ?? 0
      bits[at] = held | bit
      return (held & bit) === 0
    },
    has: (id) => ((bits[id >>> 3] ?? 0) & (1 << (id & 7))) !== 0,
  }
}
