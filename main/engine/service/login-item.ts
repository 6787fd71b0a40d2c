import type { LoginItemStanding } from '../../contract/procedures/service.ts'
import type { Core } from '../core.ts'

/** What makes the system start the tray app when the person logs in. */
export type LoginItem = {
  readonly get: () => LoginItemStanding
  /** Throws a problem where it cannot be done. */
  readonly set: (on: boolean) => void
}

/**
 * Puts the login item in its place where the configuration wants it and it is not there, such as after an update moved the program. One that the person has
 * switched off in the system's own settings stays off, and nothing is ever taken away: the configuration may be silent about it.
 */
export function startAtLoginAsWished({ ports: { loginItem, log }, settings: { configuration } }: Core): void {
  if (loginItem === undefined || configuration?.app.startAtLogin !== true) return
  try {
    if (loginItem.get().state === 'off') loginItem.set(true)
  } catch (error) {
    log(`Start at login: ${error instanceof Error ? error.message : String(error)}`)
  }
}
