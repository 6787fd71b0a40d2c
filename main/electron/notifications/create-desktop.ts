import type { Notification } from 'electron'
import { desktopNote, wantsAnswer } from '../../engine/news/desktop-note.ts'
import { pageOfSubject } from '../../engine/news/page-of-news.ts'
import type { Clock, Desktop } from '../../engine/ports.ts'
import type { ShellAction } from '../../engine/tray/shell-action.ts'
import type { Electron } from '../electron.ts'
import { notificationOptions } from './notification-options.ts'
import { untilShown } from './until-shown.ts'

/** What notifications are made with. */
export type DesktopParts = {
  readonly electron: Pick<Electron, 'Notification'>
  readonly platform: NodeJS.Platform
  readonly clock: Clock
  /** The zone in which times are told, as it is now. */
  readonly zone: () => string
  /** Does what a click or a button asks for. */
  readonly perform: (action: ShellAction) => Promise<void>
  readonly log: (text: string) => void
}

/** A notification that is on the screen or in the system's list. */
type Shown = { readonly notification: Notification; readonly passes: boolean }

/** More than so many are not held: those that nobody looks at for so long are taken back. */
const mostHeld = 100

/**
 * The desktop that news is told on: one notification a subject, kept until it is answered, closed or over. Whoever quits leaves them to the system. Nothing is
 * asked of the system about "do not disturb": it holds notifications back by itself and keeps them in its list, and so they count as shown.
 */
export function createDesktop(parts: DesktopParts): Desktop {
  const { electron, platform, clock, zone, log } = parts
  const { Notification } = electron
  // An object that nobody holds is collected, and its click with it.
  const held = new Map<string, Shown>()
  let answered = Number.NEGATIVE_INFINITY
  const perform = (action: ShellAction) => {
    answered = clock.monotonic()
    parts.perform(action).catch((error: unknown) => log(`What a notification asked for was not done: ${String(error)}`))
  }
  const hold = (subject: string, shown: Shown) => {
    held.set(subject, shown)
    const [oldest] = held.keys()
    if (held.size > mostHeld && oldest !== undefined) takeBack(oldest)
  }
  const forget = (subject: string, notification: Notification) => {
    if (held.get(subject)?.notification === notification) held.delete(subject)
  }
  const takeBack = (subject: string) => {
    const shown = held.get(subject)
    held.delete(subject)
    shown?.notification.close()
  }
  const listen = (subject: string, notification: Notification, page: string, actions: readonly ShellAction[]) => {
    notification.on('click', () => {
      forget(subject, notification)
      perform({ do: 'open', page })
    })
    notification.on('action', ({ actionIndex }) => {
      forget(subject, notification)
      const action = actions[actionIndex]
      if (action !== undefined) perform(action)
    })
    // On Windows what has had its time goes into the system's list, where it can still be clicked.
    notification.on('close', ({ reason }) => {
      if (reason !== 'timedOut' && reason !== 'applicationHidden') forget(subject, notification)
    })
  }
  if (platform === 'win32') openForLost(Notification, () => clock.monotonic() - answered, perform)
  if (platform === 'darwin') adopt()

  /** Those that an earlier start of the app has shown can still be clicked. */
  function adopt(): void {
    Notification.getHistory().then(
      (earlier) => {
        for (const notification of earlier) {
          const subject = notification.id
          if (held.has(subject)) continue
          hold(subject, { notification, passes: wantsAnswer(subject) })
          listen(subject, notification, pageOfSubject(subject), [])
        }
      },
      (error: unknown) => log(`Earlier notifications cannot be listed: ${String(error)}`),
    )
  }

  return {
    show: async (message) => {
      if (!Notification.isSupported()) throw new Error('this desktop takes no notifications')
      const note = desktopNote(message, zone(), clock.now())
      takeBack(note.subject)
      const notification = new Notification(notificationOptions(note, platform))
      const { subject, passes, page, actions } = note
      hold(subject, { notification, passes })
      listen(
        subject,
        notification,
        page,
        actions.map(({ action }) => action),
      )
      try {
        await untilShown(notification, platform)
      } catch (error) {
        forget(subject, notification)
        notification.close()
        throw error
      }
    },
    withdraw: (standing) => {
      for (const [subject, { passes }] of [...held]) if (passes && !standing.has(subject)) takeBack(subject)
    },
  }
}

/** How long the events of one click take at most to arrive one after the other, in milliseconds. */
const oneClick = 500

/**
 * On Windows a click may mean a notification of an earlier start, also when it started the app: then nobody holds it, and the overview tells how things stand.
 * One that is held tells of its click itself, before this or after.
 */
function openForLost({ handleActivation }: typeof Notification, sinceAnswer: () => number, perform: (action: ShellAction) => void): void {
  handleActivation(() => {
    setTimeout(() => {
      if (sinceAnswer() > 2 * oneClick) perform({ do: 'open', page: '/' })
    }, oneClick)
  })
}
