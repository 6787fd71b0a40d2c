import type { Notification } from 'electron'

/** How long the system may take, in milliseconds: less than the outbox waits, so that no late one is shown beside its next attempt. */
const cap = 8_000
/** Windows takes a notification at once and may tell only then that it was not shown, because the person's settings forbid it. */
const doubt = 1_000

/**
 * Shows a notification and waits until the system says that it did: all three platforms tell `show`, Linux and Windows before `show()` returns, and `failed`.
 * Rejects with a reason that goes on behind a colon.
 */
export function untilShown(notification: Notification, platform: NodeJS.Platform): Promise<void> {
  return new Promise((resolve, reject) => {
    const timers = [setTimeout(() => end(() => reject(new Error('it does not answer'))), cap)]
    const end = (how: () => void) => {
      for (const timer of timers) clearTimeout(timer)
      how()
    }
    notification.once('show', () => {
      if (platform === 'win32') timers.push(setTimeout(() => end(resolve), doubt))
      else end(resolve)
    })
    notification.once('failed', (_event, error) => end(() => reject(new Error(error || 'it could not be shown'))))
    notification.show()
  })
}
