import { setTimeout as delay } from 'node:timers/promises'
import { type TrayHost, whyNoTray } from './tray-there.ts'

/** Whether the icon is seen. */
export type FoundTray = {
  /** Why not, as a sentence, as soon as the first answer is there. */
  readonly why: () => Promise<string | undefined>
  /** The same once a panel that comes after the login would be there. */
  readonly settled: Promise<string | undefined>
  readonly close: () => Promise<void>
}

/** An app that is started at login may be there before the panel, and what was not shown then is not shown later by itself, in ms. */
const lookAgain = [2_000, 5_000, 15_000, 30_000, 60_000, 300_000]
/** After so many looks more it counts as settled. */
const enough = 3

/**
 * Finds out whether the desktop shows the icon, and goes on looking for a while where it does not. Nothing waits for it: a session bus that hangs takes seconds.
 * @param onCome is called once when the tray has come later: the icon is to be made anew
 */
export function findTray(options: {
  readonly platform: NodeJS.Platform
  readonly environment: NodeJS.ProcessEnv
  readonly ask: (environment: NodeJS.ProcessEnv) => Promise<TrayHost>
  readonly onCome: () => void
  readonly waits?: readonly number[]
}): FoundTray {
  const { platform, environment, ask, onCome, waits = lookAgain } = options
  const ended = new AbortController()
  const look = async () => (platform === 'linux' ? whyNoTray(platform, environment, await ask(environment)) : undefined)
  const first = look()
  let why: string | undefined
  const settled = Promise.withResolvers<string | undefined>()

  async function goOnLooking(): Promise<void> {
    why = await first
    for (const [looks, wait] of waits.entries()) {
      if (looks === enough) settled.resolve(why)
      if (why === undefined) return
      await delay(wait, undefined, { signal: ended.signal }).catch(() => undefined)
      if (ended.signal.aborted) return
      why = await look()
      if (why === undefined && !ended.signal.aborted) onCome()
    }
  }
  const looking = goOnLooking().finally(() => settled.resolve(ended.signal.aborted ? undefined : why))
  return {
    why: async () => {
      await first
      return why
    },
    settled: settled.promise,
    close: async () => {
      ended.abort()
      await looking
    },
  }
}
