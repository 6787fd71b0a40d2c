/** The last lines of a stream, bounded. */
export type Tail = { add(line: string): void; text(): string }

/** Keeps at most `maxLength` UTF-16 units of the newest lines. */
export function createTail(maxLength: number): Tail {
  let lines: string[] = []
  let length = 0
  return {
    add(line) {
      const kept = line.length > maxLength ? line.slice(0, maxLength) : line
      lines.push(kept)
      length += kept.length + 1
      // Trimmed in bulk: a shift per line would make a flood of stderr quadratic.
      if (length > maxLength * 2) trim()
    },
    text() {
      trim()
      return lines.join('\n')
    },
  }
  function trim() {
    let first = 0
    while (length > maxLength && first < lines.length - 1) length -= (lines[first++]?.length ?? 0) + 1
    lines = lines.slice(first)
  }
}
