import type { ChildProcess } from 'node:child_process'

/** Ends a process, politely first. */
export type Stopper = {
  /** Asks the process to end; further calls do nothing. */
  stop(): void
  /** After {@link stop}: what it still tries cannot work, so it is killed in a moment. */
  hurry(): void
  /** Whether SIGKILL was needed. */
  readonly forced: boolean
  readonly stopping: boolean
  /** Kills what is left of the process group, for a grandchild that outlives its parent. */
  killGroup(): void
  /** The process has ended: no signal may be sent any more, its number can belong to another. */
  ended(): void
}

/** How long is waited for what will hardly come, in ms. */
const moment = 500

/**
 * SIGINT to the process group, then SIGKILL to the group after `grace` ms. restic handles the first signal only, and one that waits for
 * a password or stands before a FIFO reacts to none. On Windows there are no signals: the process is terminated at once.
 */
export function createStopper(child: ChildProcess, grace: number): Stopper {
  const group = process.platform !== 'win32'
  let stopping = false
  let forced = false
  let hurried = false
  let over = false
  let timer: NodeJS.Timeout | undefined

  const send = (signal: NodeJS.Signals) => {
    try {
      if (group && child.pid !== undefined) process.kill(-child.pid, signal)
      else child.kill(signal)
    } catch {
      // Already gone (ESRCH), or a member of the group is not ours any more (EPERM): nothing left to do.
    }
  }
  const killIn = (delay: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      forced = true
      send('SIGKILL')
    }, delay)
  }
  return {
    stop() {
      if (stopping || over) return
      stopping = true
      send('SIGINT')
      killIn(grace)
    },
    hurry() {
      if (!stopping || over || hurried) return
      hurried = true
      killIn(Math.min(grace, moment))
    },
    get forced() {
      return forced
    },
    get stopping() {
      return stopping
    },
    killGroup() {
      if (group) send('SIGKILL')
    },
    ended() {
      over = true
      clearTimeout(timer)
    },
  }
}
