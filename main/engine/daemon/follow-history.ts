import { watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Core } from '../core.ts'

/** Lines come in twos and threes; after this long without one they are looked at, in ms. */
const settling = 200

/**
 * Calls back when something was recorded: a pause, a decision, a backup by hand. By whom is all the same: processes on one home share what they know.
 * Where the system tells of no changes, the ticks find it.
 */
export function followHistory(core: Core, onRecorded: () => void): { readonly close: () => void } {
  const log = (error: unknown) => core.ports.log(`Watching the history: ${error instanceof Error ? error.message : String(error)}`)
  const file = core.home.historyFile
  let timer: NodeJS.Timeout | undefined
  let closed = false
  let seen = core.state.last()?.seq
  const look = async () => {
    await core.state.catchUp()
    const last = core.state.last()?.seq
    if (closed || last === seen) return
    seen = last
    onRecorded()
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void look().catch(log), settling)
  }
  try {
    const watcher = watch(dirname(file), (_, name) => (name === basename(file) ? soon() : undefined)).on('error', log)
    return {
      close: () => {
        closed = true
        clearTimeout(timer)
        watcher.close()
      },
    }
  } catch (error) {
    log(error)
    return { close: () => undefined }
  }
}
