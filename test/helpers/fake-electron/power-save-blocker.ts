import type { PowerSaveBlocker } from 'electron'
import { faithful } from './faithful.ts'

/** `powerSaveBlocker`: what keeps the machine awake. */
class FakePowerSaveBlocker implements PowerSaveBlocker {
  /** Those that are held now, by their number. */
  readonly held = new Map<number, 'prevent-app-suspension' | 'prevent-display-sleep'>()
  /** How many there ever were. */
  begun = 0

  start(type: 'prevent-app-suspension' | 'prevent-display-sleep'): number {
    this.held.set(this.begun, type)
    return this.begun++
  }
  stop(id: number): boolean {
    return this.held.delete(id)
  }
  isStarted(id: number): boolean {
    return this.held.has(id)
  }
}

/** `powerSaveBlocker`. */
export function createFakePowerSaveBlocker() {
  const blocker = new FakePowerSaveBlocker()
  return { electron: { powerSaveBlocker: faithful<PowerSaveBlocker>('powerSaveBlocker', blocker) }, blocker }
}
