import { useSyncExternalStore } from 'react'
import { exactTime, whenInWords } from '../../main/contract/words/when-in-words.ts'

/** A time as people say it, exact when it is pointed at; it goes on by itself. */
export function When({ time }: { readonly time: string }) {
  const now = useSyncExternalStore(subscribe, minute)
  return (
    <time dateTime={time} title={exactTime(time)}>
      {whenInWords(time, new Date(Math.max(now, Date.now())))}
    </time>
  )
}

const every = 30_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** One clock for all of them. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const one of [...listeners]) one()
  }, every)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function minute(): number {
  return Math.floor(Date.now() / every) * every
}
