import type { Electron } from '../electron.ts'

/**
 * Keeps the machine from falling asleep by itself while anybody holds it: the engine's port of this name. The screen may go dark, and whoever closes the lid
 * or chooses to sleep is obeyed.
 */
export function createKeepAwake({ powerSaveBlocker }: Pick<Electron, 'powerSaveBlocker'>): () => () => void {
  let holders = 0
  let blocker: number | undefined
  return () => {
    holders++
    blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    let held = true
    return () => {
      if (!held) return
      held = false
      holders--
      if (holders > 0 || blocker === undefined) return
      powerSaveBlocker.stop(blocker)
      blocker = undefined
    }
  }
}
