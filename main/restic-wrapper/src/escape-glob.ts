/** Escapes `\ * ? [` so that a pattern of restore, find or backup means exactly this path. `dump` and `ls` take paths literally. */
export function escapeGlob(path: string): string {
  return path.replace(/[\\*?[]/g, '\\$&')
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * A pattern that matches a path which may not be UTF-8. Node cannot put raw bytes into argv, so every byte that is not part of a valid
 * character becomes `?`; the pattern may then match a sibling too. In a string, U+FFFD (what restic's JSON shows for such bytes) and
 * lone surrogates become `?`.
 */
export function patternForPath(path: Buffer | string): string {
  if (typeof path === 'string')
    return escapeGlob(path)
      .replace(/\ufffd/g, '?')
      .replace(/[\ud800-\udfff]/gu, '?')
  let pattern = ''
  for (let i = 0; i < path.length; ) {
    const length = characterLength(path, i)
    pattern += length === 0 ? '?' : escapeGlob(path.toString('utf8', i, i + length))
    i += length || 1
  }
  return pattern
}

/** Bytes of the valid character at `start`, or 0. */
function characterLength(bytes: Buffer, start: number): number {
  const first = bytes[start] ?? 0
  const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  try {
    decoder.decode(bytes.subarray(start, start + length))
    return start + length <= bytes.length ? length : 0
  } catch {
    return 0
  }
}
