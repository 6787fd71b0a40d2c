import type { HistoryEntry } from '../../contract/procedures/history.ts'

/** The number of the line that an entry of the list is of; of several skips that are one, of the newest. Pure. */
export function seqOf(entry: HistoryEntry): number {
  if (entry.what === 'run') return entry.run.seq
  return entry.what === 'skip' ? entry.skip.seq : entry.decision.seq
}

/** Several lists, each newest first, as one. No more is read of any than is asked for. */
export function* newestFirst(lists: readonly Iterator<HistoryEntry>[]): Generator<HistoryEntry> {
  const heads = lists.map((list) => ({ list, next: list.next() }))
  for (;;) {
    let newest: (typeof heads)[number] | undefined
    for (const head of heads) {
      if (head.next.done) continue
      if (newest === undefined || newest.next.done || seqOf(head.next.value) > seqOf(newest.next.value)) newest = head
    }
    if (newest === undefined || newest.next.done) return
    yield newest.next.value
    newest.next = newest.list.next()
  }
}
