import type { Outcome } from './outcome.ts'

/**
 * A command under way. Iterating is optional; `outcome` never rejects. One of both should be asked for: rows that nobody wants yet are
 * waited with, and restic waits too.
 */
export interface Task<Event, Result> extends AsyncIterable<Event> {
  /** Settles when the process has really ended, also after a cancel. */
  readonly outcome: Promise<Outcome<Result>>
}

/** How the queue between a process and its consumer behaves. */
export type QueueSettings = {
  /** Rows that wait before reading is held back (`rows`), or that are kept at most. */
  readonly highWater: number
  /** `true`: hold the source back; `false`: forget the newest. */
  readonly lossless: boolean
  onHold(held: boolean): void
  onLeft(): void
}

/** One producer, one consumer. */
export type EventQueue<Event> = AsyncIterable<Event> & {
  push(event: Event): void
  /** A slot of one: a slow consumer sees the newest only. */
  conflate(event: Event): void
  /** The process is being stopped: never hold it back again, its last words must be read. What waits is still handed out. */
  release(): void
  /** No consumer is coming: do not hold the source back for one. */
  expectNobody(): void
  end(): void
}

/** Joins a process that pushes and a consumer that pulls, in bounded memory. */
export function createEventQueue<Event>(settings: QueueSettings): EventQueue<Event> {
  let rows: Event[] = []
  let head = 0
  let latest: { event: Event } | undefined
  let waiting: ((result: IteratorResult<Event>) => void) | undefined
  let mode: 'unclaimed' | 'iterated' | 'nobody' | 'discarding' = 'unclaimed'
  let lost = false
  let ended = false
  let held = false
  let released = false

  const hold = (wanted: boolean) => {
    if (held === wanted) return
    held = wanted
    settings.onHold(wanted)
  }
  const discard = () => {
    mode = 'discarding'
    rows = []
    head = 0
    latest = undefined
    hold(false)
  }
  const take = (): IteratorResult<Event> | undefined => {
    if (head < rows.length) {
      const value = rows[head++] as Event
      if (head === rows.length) {
        rows = []
        head = 0
      }
      if (held && rows.length - head < settings.highWater / 2) hold(false)
      return { value, done: false }
    }
    if (latest) {
      const { event } = latest
      latest = undefined
      return { value: event, done: false }
    }
    return ended || mode === 'discarding' ? { value: undefined, done: true } : undefined
  }
  const answer = () => {
    if (!waiting) return
    const result = take()
    if (!result) return
    const resolve = waiting
    waiting = undefined
    resolve(result)
  }

  return {
    push(event) {
      if (mode === 'discarding') {
        lost = true
        return
      }
      const full = rows.length - head >= settings.highWater
      if (full && mode === 'nobody') {
        lost = true
        return discard()
      }
      if (full && (released || !settings.lossless)) return
      rows.push(event)
      if (full) hold(true)
      answer()
    },
    conflate(event) {
      if (mode === 'discarding') return
      latest = { event }
      answer()
    },
    release() {
      released = true
      hold(false)
    },
    expectNobody() {
      if (mode !== 'unclaimed') return
      mode = 'nobody'
      if (held) {
        lost = true
        discard()
      }
    },
    end() {
      ended = true
      answer()
    },
    [Symbol.asyncIterator]() {
      if (lost && settings.lossless) throw new Error('The rows of this task were thrown away: iterate before awaiting its outcome')
      if (mode !== 'discarding') mode = 'iterated'
      return {
        next() {
          const result = take()
          if (result) return Promise.resolve(result)
          return new Promise((resolve) => {
            waiting = resolve
          })
        },
        return() {
          if (!ended) {
            discard()
            settings.onLeft()
          }
          return Promise.resolve({ value: undefined, done: true })
        },
      }
    },
  }
}
