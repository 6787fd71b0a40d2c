/**
 * By how many milliseconds a due time is put off, so that many machines do not come to one server in the same second. Always the same for one
 * `seed` and due time, at most `jitter`, and never more than a quarter of the time to the `next` due time. Whole seconds.
 */
export function jitterDelay(seed: string, due: Date, jitter: number, next: Date | null): number {
  const gap = next === null ? Number.POSITIVE_INFINITY : next.getTime() - due.getTime()
  const most = Math.floor(Math.min(jitter, gap / 4) / 1000)
  return most <= 0 ? 0 : (hash(`${seed} ${due.toISOString()}`) % (most + 1)) * 1000
}

/** FNV-1a with a last stirring, so that neighbouring due times lie far apart. Nothing depends on its being hard to guess. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b)
  return (value ^ (value >>> 16)) >>> 0
}
