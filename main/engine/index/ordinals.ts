import { ordinalsOfLine } from './schema.ts'

/** Where a line's range of ordinals begins: a version with this `first` holds as far back as the line goes. */
export function lowEnd(line: number): number {
  return line * ordinalsOfLine
}

/** Where it ends: a version with this `last` holds as far forward as the line goes. */
export function highEnd(line: number): number {
  return (line + 1) * ordinalsOfLine - 1
}

/** The ordinal of a line's very first tree: there is as much room before as after it. */
export function middleOf(line: number): number {
  return line * ordinalsOfLine + ordinalsOfLine / 2
}

/** The line that an ordinal belongs to. */
export function lineOf(ordinal: number): number {
  return Math.floor(ordinal / ordinalsOfLine)
}

/** As a condition of a query: a version that began within its line. SQLite looks into the index of those only where it stands in so many words. */
export const begun = `version.first % ${ordinalsOfLine} <> 0`

/** A version that ended within its line. */
export const ended = `version.last % ${ordinalsOfLine} <> ${ordinalsOfLine - 1}`
