/** How long a command may go without getting on, in milliseconds; 0 or `Infinity` switches a limit off. */
export type Limits = {
  /** Time that restic may spend in its own retries (up to 15 minutes by itself) without progress. Default 15,000. */
  readonly retrying?: number
  /** Time without any output or change of progress. Default 300,000; longer for commands that print nothing while they work. */
  readonly silence?: number
  /** Time for the whole command. Default: none. */
  readonly total?: number
}

/** Which limit was hit. */
export type LimitReason = 'retrying-too-long' | 'silent-too-long' | 'took-too-long'

/** Watches one run. */
export type Watchdog = {
  /** Something got on: output, or a progress with other numbers than before. */
  alive(): void
  /**
   * restic said that it tries something again. Returns when it began to, in ms since 1970.
   * @param hopeless for a cause that will be there again: the second such line in a row is the limit
   */
  retrying(hopeless?: boolean): number
  /** restic could not look for other locks, and will again: the second time in a row is the limit. Nothing is said when a look goes well, so no time is taken. */
  locksUnseen(): void
  /** From now on it may be without output for so long, in ms, counted from now. */
  allowSilence(silence: number | undefined): void
  /** Reading is held back by our own consumer: silence is not restic's fault. */
  hold(held: boolean): void
  stop(): void
}

const usable = (limit: number | undefined): limit is number => limit !== undefined && limit > 0 && limit < 2 ** 31

/** Commands that may be silent for longer than this, in ms, say nothing while they work. */
const longSilence = 2 * 3_600_000

/** A first word that comes sooner than this was not waited for, in ms. */
const firstWord = 10_000

/** What is left to a command that got on before, and then stood still for as long as it may try, in ms. */
const lastTry = 60_000

/** Calls `onLimit` once, for the first limit that is hit. */
export function createWatchdog(limits: Limits, onLimit: (reason: LimitReason) => void): Watchdog {
  const { retrying, total } = limits
  let { silence } = limits
  let silenceTimer: NodeJS.Timeout | undefined
  let retryTimer: NodeJS.Timeout | undefined
  let retryingSince: number | undefined
  let hopelessTries = 0
  let lastAlive = Date.now()
  let everAlive = false
  let over = false

  const stop = () => {
    over = true
    for (const timer of [silenceTimer, retryTimer, totalTimer]) clearTimeout(timer)
  }
  const hit = (reason: LimitReason) => {
    if (over) return
    stop()
    onLimit(reason)
  }
  /**
   * How much longer it may try. What it waited for before its first word counts: an address from which nothing comes back costs half a minute, a
   * connection that swallows everything five. Not so for commands that are silent anyway.
   */
  const patience = (limit: number) => {
    const quiet = !usable(silence) || silence > longSilence
    if (quiet || Date.now() - lastAlive < Math.max(limit, firstWord)) return limit
    return everAlive ? Math.min(limit, lastTry) : 0
  }
  const listen = () => {
    // refresh() re-uses the timer: a million lines must not make a million timers.
    if (silenceTimer) silenceTimer.refresh()
    else if (usable(silence)) silenceTimer = setTimeout(() => hit('silent-too-long'), silence)
  }
  const totalTimer = usable(total) ? setTimeout(() => hit('took-too-long'), total) : undefined
  listen()

  return {
    alive() {
      if (over) return
      if (silenceTimer) silenceTimer.refresh()
      everAlive = true
      lastAlive = Date.now()
      hopelessTries = 0
      if (retryingSince === undefined) return
      clearTimeout(retryTimer)
      retryTimer = undefined
      retryingSince = undefined
    },
    retrying(hopeless = false) {
      retryingSince ??= Date.now()
      hopelessTries = hopeless ? hopelessTries + 1 : 0
      if (hopelessTries > 1) hit('retrying-too-long')
      if (!over && silenceTimer) silenceTimer.refresh()
      if (!over && retryTimer === undefined && usable(retrying)) retryTimer = setTimeout(() => hit('retrying-too-long'), patience(retrying))
      return retryingSince
    },
    locksUnseen() {
      hopelessTries += 1
      if (hopelessTries > 1) hit('retrying-too-long')
    },
    allowSilence(longer) {
      silence = longer
      // While it is held, there is none; it begins with the new one.
      if (over || silenceTimer === undefined) return
      clearTimeout(silenceTimer)
      silenceTimer = undefined
      listen()
    },
    hold(held) {
      if (over) return
      if (held) {
        clearTimeout(silenceTimer)
        silenceTimer = undefined
      } else listen()
    },
    stop,
  }
}
