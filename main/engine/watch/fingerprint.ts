/** Sums of two stay exact integers. */
const modulus = 2 ** 52

/**
 * A number that stands for a file as it is now: its path, times and size. Another number means a change; that a change goes unseen has a chance of one
 * in 10^15.
 */
export function fingerprint(path: string, { mtimeMs, ctimeMs, size }: { mtimeMs: number; ctimeMs: number; size: number }): number {
  return hash52(`${path}\0${mtimeMs}\0${ctimeMs}\0${size}`)
}

/** The fingerprint of several: it does not depend on their order, so that nothing has to be kept but the sum. */
export function together(one: number, other: number): number {
  return (one + other) % modulus
}

/** cyrb53 by bryc (public domain), cut to 52 bits: two multiplicative hashes side by side. */
function hash52(text: string): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (low & 0xfffff) * 2 ** 32 + (high >>> 0)
}
