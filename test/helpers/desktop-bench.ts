import type { Configuration } from '../../main/contract/configuration.ts'
import type { Problem } from '../../main/contract/problem.ts'
import { createDesktop } from '../../main/electron/notifications/create-desktop.ts'
import { performAction } from '../../main/electron/perform-action.ts'
import { tellNews } from '../../main/engine/news/tell-news.ts'
import type { ShellAction } from '../../main/engine/tray/shell-action.ts'
import { type ClientBench, clientBench } from './client-bench.ts'
import { createFakeElectron } from './fake-electron/fake-electron.ts'
import { NotificationCentre, type ShownNotification } from './fake-electron/notification.ts'
import { type TestHome, testHome } from './temporary-home.ts'

/** A home with a desktop that shows news through the shell's own code, and does what is clicked there through the contract. */
export type DesktopBench = TestHome &
  ClientBench & {
    readonly centre: NotificationCentre
    /** Everything that this start has shown. */
    readonly shown: readonly ShownNotification[]
    readonly onScreen: () => readonly ShownNotification[]
    /** The titles of what is on the screen, oldest first. */
    readonly titles: () => readonly string[]
    /** The pages that were opened. */
    readonly opened: readonly string[]
    /** What could not be done. */
    readonly refused: readonly Problem[]
    /** Waits for what was clicked. */
    readonly done: () => Promise<void>
    /** A look of the schedule: tells what is new. */
    readonly look: (at?: Date) => Promise<void>
    /** As if the process were killed: nothing of it hears anything any more. What it has shown stays. */
    readonly kill: () => void
  }

type DesktopBenchOptions = {
  readonly configuration: Configuration
  readonly platform?: NodeJS.Platform
  /** Of an earlier start. */
  readonly root?: string
  readonly centre?: NotificationCentre
}

/** Makes one. */
export async function desktopBench({ configuration, platform = 'darwin', root, centre }: DesktopBenchOptions): Promise<DesktopBench> {
  const notifications = centre ?? new NotificationCentre()
  const fake = createFakeElectron({ platform, notifications })
  const opened: string[] = []
  const refused: Problem[] = []
  const going: Promise<void>[] = []
  // The desktop is made before the engine that tells by it, as in the shell.
  const late: { perform?: (action: ShellAction) => Promise<void>; home?: TestHome } = {}
  const desktop = createDesktop({
    electron: fake.electron,
    platform,
    clock: { now: () => late.home?.core.ports.clock.now() ?? new Date(), monotonic: () => performance.now() },
    zone: () => 'UTC',
    perform: (action) => {
      const doing = late.perform?.(action) ?? Promise.resolve()
      going.push(doing)
      return doing
    },
    log: (text) => {
      throw new Error(text)
    },
  })
  const home = await testHome({ desktop, ...(root === undefined ? {} : { root }) })
  home.core.settings.configuration = configuration
  const bench = clientBench(home)
  late.home = home
  late.perform = (action) =>
    performAction(
      {
        client: bench.client,
        windows: { open: (page) => void opened.push(page) },
        quit: () => undefined,
        tell: (problem) => void refused.push(problem),
      },
      action,
    )
  const { shown, onScreen, kill } = fake.notification
  return {
    ...home,
    ...bench,
    centre: notifications,
    shown,
    onScreen,
    titles: () => onScreen().map(({ title }) => title),
    opened,
    refused,
    done: async () => {
      await Promise.all(going.splice(0))
    },
    look: async (at) => {
      if (at !== undefined) home.setTime(at)
      await tellNews(home.core, configuration, home.core.ports.clock.now(), new AbortController().signal)
    },
    kill: () => {
      kill()
      home.close()
    },
  }
}
