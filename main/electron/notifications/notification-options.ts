import type { NotificationConstructorOptions } from 'electron'
import type { DesktopNote } from '../../engine/news/desktop-note.ts'

/**
 * A note in the words of Electron, with what the platform knows of it:
 * - macOS and Windows know notifications by id, so that a newer one of the same subject takes the place of one that an earlier start of the app had shown.
 * - Buttons are there on macOS and Windows; on Linux Electron adds only the click.
 * - Linux servers read the body as markup where they can, and nobody escapes it: angle brackets become quotation marks.
 * - On Windows `timeoutType` makes it stay until it was dismissed, on Linux urgency does; macOS leaves that to the person's settings.
 * Pure.
 */
export function notificationOptions(note: DesktopNote, platform: NodeJS.Platform): NotificationConstructorOptions {
  const { subject, title, body, weight, actions } = note
  const common = { title, body, silent: weight === 'low' }
  if (platform === 'linux')
    return {
      ...common,
      body: body.replaceAll('<', '‹').replaceAll('>', '›'),
      urgency: weight === 'high' ? 'critical' : weight,
      timeoutType: weight === 'high' ? 'never' : 'default',
    }
  const known = { ...common, id: subject, actions: actions.map(({ label }) => ({ type: 'button' as const, text: label })) }
  if (platform !== 'win32') return known
  return { ...known, urgency: weight === 'high' ? 'critical' : weight, timeoutType: weight === 'high' ? 'never' : 'default' }
}
