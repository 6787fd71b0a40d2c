import { createReadStream } from 'node:fs'
import { type ReadLine, readLine } from './chain.ts'
import { historySegments } from './segments.ts'

/** A line of the history as it stands on disk, with its place. `end` is the offset in bytes just behind it. */
export type PlacedLine = {
  readonly file: string
  readonly number: number
  readonly end: number
  readonly line: ReadLine
  readonly torn: boolean
}

/** Longest line that is read; anything longer is no line of ours. */
const longest = 16 * 1024 * 1024

/** Reads the whole history, all segments, oldest first, a line at a time. */
export async function* readHistory(historyFile: string): AsyncGenerator<PlacedLine> {
  for (const file of historySegments(historyFile)) yield* readSegment(file, 0)
}

/** Reads one segment from an offset that is the start of a line. A last line without its newline is given as `torn`. */
export async function* readSegment(file: string, from: number): AsyncGenerator<PlacedLine> {
  let rest = Buffer.alloc(0)
  let end = from
  let number = 0
  for await (const chunk of createReadStream(file, { start: from, highWaterMark: 256 * 1024 })) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let cut = rest.indexOf(10); cut !== -1; cut = rest.indexOf(10)) {
      end += cut + 1
      number += 1
      yield { file, number, end, line: readLine(rest.subarray(0, cut).toString('utf8')), torn: false }
      rest = rest.subarray(cut + 1)
    }
    if (rest.length > longest) rest = rest.subarray(0, 0)
  }
  if (rest.length > 0)
    yield { file, number: number + 1, end: end + rest.length, line: { kind: 'damaged', why: 'it was cut off' }, torn: true }
}
