import { historySegments } from '../../history/segments.ts'
import { tailOfFile } from './tail-of-file.ts'

/** A line of the history that is about an agent, as it stands there, and what it says. */
export type LineAbout = { readonly text: string; readonly line: Readonly<Record<string, unknown>> }

/** So much of the history is looked through, from its end. */
const mostBytes = 16 * 1024 * 1024
const mostLines = 500

/** The last lines of the history about an agent: those that name it, and those of its runs and recoveries. Oldest first. A line that is no JSON is none of ours. */
export function linesAbout(historyFile: string, agent: string): LineAbout[] {
  let lines: string[] = []
  let left = mostBytes
  for (const segment of historySegments(historyFile).toReversed()) {
    const read = left > 0 ? tailOfFile(segment, left) : 'enough'
    if (typeof read === 'string') continue
    left -= read.tail.length
    lines = [...read.tail.toString('utf8').split('\n'), ...lines]
  }
  const named = JSON.stringify(agent)
  const ids = new Set<string>()
  for (const text of lines) if (text.includes(named)) for (const id of idsOf(parsed(text), agent)) ids.add(id)
  const known = [...ids]
  return lines
    .filter((text) => text.includes(named) || known.some((id) => text.includes(id)))
    .flatMap((text) => {
      const line = parsed(text)
      return line !== null && isAbout(line, agent, ids) ? [{ text, line }] : []
    })
    .slice(-mostLines)
}

/** Runs and recoveries of an agent that a line tells of. */
function idsOf(line: LineAbout['line'] | null, agent: string): string[] {
  if (line === null) return []
  const mine = line['agent'] === agent
  const levels = line['event'] === 'recovery.begun' && JSON.stringify(line['levels']).includes(JSON.stringify(agent))
  return [mine ? line['run'] : null, mine || levels ? line['recovery'] : null].filter((id) => typeof id === 'string')
}

function isAbout(line: LineAbout['line'], agent: string, ids: ReadonlySet<string>): boolean {
  if (typeof line['agent'] === 'string') return line['agent'] === agent
  return ['run', 'recovery'].some((field) => typeof line[field] === 'string' && ids.has(String(line[field])))
}

function parsed(text: string): LineAbout['line'] | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as LineAbout['line']) : null
  } catch {
    return null
  }
}
