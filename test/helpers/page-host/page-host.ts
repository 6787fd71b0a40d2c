import type { Core } from '../../../main/engine/core.ts'
import type { Jobs } from '../../../main/engine/jobs/jobs.ts'

/** Whatever the pages of a home are opened from. The same journeys run over each. */
export type PageHost = {
  /** An address that lets one browser in, with a part behind its `#`. */
  readonly address: (behind: string) => string
  /** The address for a browser that was let in already. */
  readonly place: (behind: string) => string
  /** Stops answering, as if the program had ended; `restart` brings it back at the same place. */
  readonly stop: () => Promise<void>
  readonly restart: () => Promise<void>
}

/** What a host is made with. */
export type Hosted = {
  readonly core: Core
  readonly jobs: Jobs
  /** The folder of the built pages. */
  readonly pages: string
  /** What a process on this home is given as its environment. */
  readonly environment: Readonly<Record<string, string>>
}

/**
 * `http`: as `vaultkeeper serve` does it. `window`: as a window of the tray app does it, with its preload script, its carrier and the answers of its scheme, in this
 * machine's Chromium. `electron`: the tray app itself, where its runtime and a display are.
 */
export type HostName = 'http' | 'window' | 'electron'

const names: readonly HostName[] = ['http', 'window', 'electron']

/** The host that the tests of the pages are run over: `VAULTKEEPER_HOST=window npx vitest run test/e2e/pages`. */
export function chosenHost(): HostName {
  const wanted = process.env['VAULTKEEPER_HOST'] || 'http'
  const found = names.find((name) => name === wanted)
  if (found === undefined) throw new Error(`VAULTKEEPER_HOST is one of ${names.join(', ')}, not ${wanted}.`)
  return found
}

/** Whether the engine behind the pages is in the test's own process, so that it can be given another clock, keychain, desktop or host meanwhile. */
export const engineIsHere = (): boolean => chosenHost() !== 'electron'

/** Whether two pages can be open at once: the tray app has one window. */
export const hasManyWindows = (): boolean => chosenHost() !== 'electron'
