import { readFileSync } from 'node:fs'

/** How many events the kernel keeps for a process that does not fetch them; what comes on top is lost without a word (inotify(7)). */
const queueLength = readQueueLength()
const waiting: (() => void)[] = []
let inThisTurn = 0

/**
 * Counts an event of the file system, of whichever watch. All that had piled up arrive in one turn of the event loop; when they are as many as half of
 * what the kernel keeps, some may have been lost, and everybody who asked for it is told.
 */
export function countEvent(): void {
  inThisTurn += 1
  if (inThisTurn === 1)
    setImmediate(() => {
      const lost = inThisTurn >= queueLength / 2
      inThisTurn = 0
      if (lost) for (const tell of [...waiting]) tell()
    })
}

/** Asks to be told when events may have been lost. @returns how to stop that */
export function whenEventsAreLost(tell: () => void): () => void {
  waiting.push(tell)
  return () => {
    const at = waiting.indexOf(tell)
    if (at !== -1) waiting.splice(at, 1)
  }
}

function readQueueLength(): number {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'))
  } catch {
    return 16_384
  }
}
