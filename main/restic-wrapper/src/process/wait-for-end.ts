import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'

/** How a child ended. */
export type ProcessEnd = {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Set when it could not be started. */
  readonly error?: NodeJS.ErrnoException
}

/** A pipe that has been quiet this long after the exit is held open by somebody else. */
const lingerMs = 500

/**
 * Waits until the child has ended and all its output has been read. `close` may never come when a grandchild keeps the pipes open:
 * then, once they have been quiet for a while and nobody holds reading back, they are let go (`onAbandoned` is told first).
 */
export function waitForEnd(child: ChildProcess, onExit: () => void, onAbandoned: () => void): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    let failure: NodeJS.ErrnoException | undefined
    let timer: NodeJS.Timeout | undefined
    let quietTicks = 0
    const streams = [child.stdout, child.stderr].filter((stream): stream is Readable => stream !== null)
    const heard = () => {
      quietTicks = 0
    }
    child.on('error', (error) => {
      // Also raised for a failed kill(), when the child has long started.
      if (child.pid !== undefined) return
      failure = error
      finish(null, null)
    })
    child.once('exit', () => {
      onExit()
      for (const stream of streams) stream.on('data', heard)
      timer = setInterval(() => {
        if (streams.some((stream) => stream.isPaused() && !stream.destroyed)) return
        // Two ticks, so that a busy event loop does not take unread bytes for silence.
        if (++quietTicks < 2) return
        clearInterval(timer)
        onAbandoned()
        for (const stream of streams) stream.destroy()
      }, lingerMs)
    })
    child.once('close', finish)
    function finish(exitCode: number | null, signal: NodeJS.Signals | null) {
      clearInterval(timer)
      resolve(failure ? { exitCode: null, signal: null, error: failure } : { exitCode, signal })
    }
  })
}
