import { existsSync, readFileSync } from 'node:fs'

/** The lines of a file of JSON lines; none where it is not there. The last one is left out as long as whoever writes it is in the middle of it. */
export function wholeLines<Line>(file: string): Line[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line)
}
