import { basename } from 'node:path'
import { chainStart } from './chain.ts'
import { readHistory } from './read-history.ts'

/** Whether the history holds, and where it does not. `explained` are torn lines that a later line accounts for (a crash while writing). */
export type HistoryCheck = {
  readonly holds: boolean
  readonly lines: number
  readonly explained: number
  readonly breaks: readonly { readonly file: string; readonly line: number; readonly why: string }[]
}

/**
 * Walks the whole chain. A line cut off by a crash is no break when the next line says so (`history.torn`).
 * @param known what the state remembers of the last line: finds a last line that was cut off or replaced, which the chain by itself cannot show
 */
export async function verifyHistory(historyFile: string, known?: { seq: number; hash: string }): Promise<HistoryCheck> {
  const breaks: { file: string; line: number; why: string }[] = []
  let previous = chainStart
  let seq = 0
  let lines = 0
  let last = { file: historyFile, number: 0 }
  let explained = 0
  // Lines that cannot be read, until the next one that can says whether a crash explains them.
  let pending: { file: string; line: number; why: string }[] = []
  for await (const { file, number, line } of readHistory(historyFile)) {
    lines += 1
    last = { file, number }
    const place = { file: basename(file), line: number }
    if (line.kind === 'damaged') {
      pending.push({ ...place, why: line.why })
      continue
    }
    if (eventOf(line.value) === 'history.torn' && line.previous === previous) explained += pending.length
    else breaks.push(...pending)
    pending = []
    if (line.previous !== previous)
      breaks.push({
        ...place,
        why: lines === 1 ? 'what came before it is missing' : 'it does not follow the line before: lines were removed, moved or changed',
      })
    const gone = entriesGone(line.value)
    if (gone > 0) breaks.push({ ...place, why: `${entries(gone)} that stood before this line ${gone === 1 ? 'is' : 'are'} gone` })
    previous = line.hash
    seq = line.seq
  }
  breaks.push(...pending)
  if (known !== undefined && known.seq > seq) {
    const line = last.file === historyFile ? last.number + 1 : 1
    breaks.push({
      file: basename(historyFile),
      line,
      why: `${entries(known.seq - seq)} written here ${known.seq - seq === 1 ? 'is' : 'are'} gone`,
    })
  } else if (known !== undefined && known.seq === seq && known.hash !== previous) {
    breaks.push({
      file: basename(last.file),
      line: last.number,
      why: 'it is not the line that was written here: it was changed and sealed anew',
    })
  }
  return { holds: breaks.length === 0, lines, explained, breaks }
}

/** How many lines a `history.break` says are missing; 0 for any other line. */
function entriesGone(value: unknown): number {
  if (eventOf(value) !== 'history.break') return 0
  const { expectedSeq, foundSeq } = value as { expectedSeq: number; foundSeq: number }
  return expectedSeq - foundSeq
}

function entries(number: number): string {
  return number === 1 ? '1 entry' : `${number} entries`
}

function eventOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'event' in value ? value.event : undefined
}
