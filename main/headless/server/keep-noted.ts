import type { Core } from '../../engine/core.ts'
import { systemCode } from '../../engine/problem-error.ts'
import { noteServerRun, readServerRun, type ServerRun } from './server-run.ts'

/** How often it is looked whether the note is still there, in ms: a second `serve` waits twice as long for it. */
const lookEvery = 5_000

/** A note that is kept. `trouble`: why it is not there, in the system's word (`EROFS`), empty while it is. */
type Noted = { readonly trouble: () => string; readonly close: () => void }

/**
 * Notes the server that runs now, and again where the note was taken away or spoiled, until it is closed: without it a second `serve` would wait in vain. A note that
 * cannot be written is no reason not to serve, so it is tried again. Never throws.
 */
export function keepNoted(core: Core, run: ServerRun): Noted {
  let trouble = ''
  const look = () => {
    try {
      const noted = readServerRun(core)
      if (noted?.pid !== run.pid || noted.port !== run.port || noted.key !== run.key) noteServerRun(core, run)
      trouble = ''
    } catch (error) {
      trouble = systemCode(error) || 'it is not safe'
    }
  }
  look()
  const timer = setInterval(look, lookEvery)
  return { trouble: () => trouble, close: () => clearInterval(timer) }
}
