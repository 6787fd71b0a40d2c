import type { LiveEvent } from '../../contract/procedures/live.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Client } from '../../engine/procedures/client.ts'
import type { TrayView } from '../../engine/tray/tray-view.ts'
import { nextChange, trayView, unknownView } from '../../engine/tray/tray-view-of.ts'
import type { Electron } from '../electron.ts'
import { problemOf } from '../problem-of.ts'
import { withinTime } from '../within-time.ts'
import { type DrawnTray, drawTray, type TrayDrawing } from './draw-tray.ts'
import { factsReader } from './facts-reader.ts'
import { followLive } from './follow-live.ts'
import { redrawCalmly } from './redraw-calmly.ts'
import { quittingView, startingView } from './views.ts'

/** What the icon is made with, and what it shows. */
export type TrayOptions = TrayDrawing & {
  readonly electron: Pick<Electron, 'Menu' | 'nativeImage' | 'nativeTheme' | 'powerMonitor' | 'Tray'>
  readonly client: Pick<Client, 'configuration' | 'jobs' | 'live' | 'overview'>
  readonly clock: Pick<Clock, 'now'>
  /** The machine's zone as it is now. */
  readonly zone: () => string
  readonly log: (text: string) => void
  /** How long it rests between two drawings, in ms. */
  readonly rest?: number | undefined
}

/** The icon of the app. */
export type TrayIcon = {
  /** What it shows, be it drawn or not. */
  readonly view: () => TrayView
  /** Whether the app quits when what goes on is finished. */
  readonly setQuitting: (quitting: boolean) => void
  /** Makes the icon anew, for a tray that has only come now. */
  readonly renew: () => void
  readonly close: () => Promise<void>
}

/** Often enough for an eye, and seldom enough for a processor. */
const usualRest = 400
/** How long reading how things stand may take, in ms. */
const patience = 20_000
/** How long it is waited for the first reading before an icon is shown, in ms. */
const firstReading = 500
/** When it is tried again where it could not be read, in ms. */
const tryAgain = 10_000
/** A waking that was not told must not leave the icon as it was, in ms. */
const heldAtMost = 60_000
/** The least and the longest time between two looks because time went by, in ms. */
const [leastWait, longestWait] = [1_000, 600_000]

/**
 * Shows in the tray how everything stands, from now on and live: whenever anything changes, and whenever the same is to be told otherwise because time went by.
 * Between that it does nothing, and nothing at all while the machine sleeps.
 */
export async function createTray(options: TrayOptions): Promise<TrayIcon> {
  const { electron, client, clock, platform, log, rest = usualRest } = options
  const ended = new AbortController()
  const read = Promise.withResolvers<void>()
  const reader = factsReader(client)
  let view: TrayView = startingView
  let drawn: DrawnTray | undefined
  let quitting = false
  let later: NodeJS.Timeout | undefined

  const shown = () => (quitting ? quittingView(view) : view)
  const redraws = redrawCalmly(async () => {
    const next = await look()
    if (ended.signal.aborted) return
    view = next
    read.resolve()
    drawn?.draw(shown())
  }, rest)

  function readAnew(): void {
    reader.forget()
    redraws.ask()
  }
  function readAnewIn(wait: number): void {
    clearTimeout(later)
    later = setTimeout(readAnew, wait)
  }

  async function look(): Promise<TrayView> {
    try {
      const { facts, anew } = await withinTime(reader.read(), patience, 'Reading how everything stands')
      const moment = { platform, now: clock.now(), zone: options.zone() }
      // The words of what was read before change when they would have changed.
      if (anew) readAnewIn(Math.min(longestWait, Math.max(leastWait, nextChange(facts, moment).getTime() - moment.now.getTime())))
      return trayView(facts, moment)
    } catch (error) {
      readAnewIn(tryAgain)
      // The records are being closed.
      if (quitting) return view
      const { sentence, detail } = problemOf(error)
      log(`tray: ${detail ?? sentence}`)
      return unknownView(sentence, platform)
    }
  }

  const onTrouble = (error: unknown) => {
    if (quitting) return
    const { sentence, detail } = problemOf(error)
    log(`tray: what changes is not told: ${detail ?? sentence}`)
    readAnew()
  }
  const onChange = (event: LiveEvent) => {
    reader.note(event)
    redraws.ask()
  }
  const following = followLive(client, ended.signal, onChange, onTrouble)
  const onSuspend = () => {
    // Whatever ends it, time went by.
    reader.forget()
    redraws.hold(heldAtMost)
  }
  electron.powerMonitor.on('suspend', onSuspend)
  electron.powerMonitor.on('resume', redraws.goOn)
  redraws.ask()
  const enough = setTimeout(read.resolve, firstReading)
  await read.promise
  clearTimeout(enough)
  drawn = drawTray(options, shown())

  return {
    view: shown,
    setQuitting: (now) => {
      quitting = now
      drawn?.draw(shown())
    },
    renew: () => {
      drawn?.close()
      drawn = drawTray(options, shown())
    },
    close: async () => {
      ended.abort()
      clearTimeout(later)
      electron.powerMonitor.off('suspend', onSuspend)
      electron.powerMonitor.off('resume', redraws.goOn)
      await redraws.close()
      clearTimeout(later)
      await following
      drawn?.close()
    },
  }
}
