const minute = 60_000
const hour = 60 * minute

/** A repository as far as it tells when to look into it for other machines. */
export type LookedFor = {
  readonly remote: boolean
  /** Whether there is another machine that should have backed up there by now. */
  readonly overdue: boolean
  /** Whether another machine is known to back up there. */
  readonly shared: boolean
}

/** After a start, or when the machine wakes up, backups have their turn first: in ms. */
const settling = 5 * minute

/**
 * Whether it is time to look into a repository for what other machines did. Of a folder the names of its files tell; a server takes a process, a connection and
 * the time of a key, so it is asked once or twice a day, and every two hours while somebody waits for a machine. Pure.
 * @param lastTried when it was looked into last, by a clock that only grows, in ms; `undefined`: not since `started`
 */
export function isTimeToLook({ remote, overdue, shared }: LookedFor, lastTried: number | undefined, started: number, now: number): boolean {
  if (lastTried === undefined) return now - started >= settling
  if (!remote) return now - lastTried >= hour
  return now - lastTried >= (overdue ? 2 : shared ? 6 : 24) * hour
}
