import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { Problem } from '../../main/contract/problem.ts'
import type { Overview } from '../../main/contract/procedures/overview.ts'
import { performAction } from '../../main/electron/perform-action.ts'
import { createTray, type TrayIcon, type TrayOptions } from '../../main/electron/tray/tray.ts'
import { startingView } from '../../main/electron/tray/views.ts'
import { loadAndTake } from '../../main/engine/config/take-configuration.ts'
import { runDaemonInTurn } from '../../main/engine/daemon/run-daemon-in-turn.ts'
import { createJobs, type Jobs } from '../../main/engine/jobs/jobs.ts'
import type { Desktop } from '../../main/engine/ports.ts'
import { type Client, createClient } from '../../main/engine/procedures/client.ts'
import { waitFor } from './cli-processes.ts'
import { projectFolder } from './cli-run.ts'
import { type DaemonBench, openDaemonBench } from './daemon-bench.ts'
import { createFakeElectron, type FakeElectron } from './fake-electron/fake-electron.ts'
import type { FakeImage } from './fake-electron/native-image.ts'
import type { FakeTray } from './fake-electron/tray.ts'
import { fakeKeychain } from './fake-keychain.ts'
import { type TestHome, testHome } from './temporary-home.ts'
import { writePng } from './write-png.ts'

/** The real tray of the app under the fake Electron, on a home that real command lines work on as well. For one test. */
export type TrayBench = {
  readonly bench: DaemonBench
  readonly home: TestHome
  readonly fake: FakeElectron
  readonly icon: TrayIcon
  readonly tray: FakeTray
  readonly client: Client
  readonly jobs: Jobs
  /** Pages that were opened. */
  readonly opened: string[]
  /** What a person was told of what was not done. */
  readonly told: Problem[]
  /** How often it was asked to quit. */
  readonly quits: () => number
  readonly forgetQuits: () => void
  readonly logged: string[]
  /** The state whose icon is in the tray. */
  readonly state: () => string
  /** Waits until something can be clicked in the menu. @returns its path */
  readonly offers: (words: RegExp, cap?: number) => Promise<string>
  readonly becomes: (state: string, cap?: number) => Promise<void>
  /** Runs the schedule in this process, as the app does, until the test is over. */
  readonly runSchedule: () => Promise<void>
}

/** Opens one. */
export async function openTrayBench(
  options: {
    plans?: object
    platform?: NodeJS.Platform
    environment?: NodeJS.ProcessEnv
    /** The command line works on the home, too: passwords are where it finds them. */
    cli?: boolean
    /** See {@link TrayOptions}. */
    rest?: number
    /** The engine has a desktop to tell news on, as that of the app has. */
    desktop?: boolean
    /** Stands between the tray and what it asks for. */
    overview?: (real: () => Promise<Overview>) => Promise<Overview>
    before?: (home: TestHome, bench: DaemonBench) => Promise<void> | void
  } = {},
): Promise<TrayBench> {
  const bench = openDaemonBench(options.plans ?? {})
  writeFileSync(path.join(bench.vault, 'a.md'), 'a note')
  const keychain = fakeKeychain()
  if (options.cli) keychain.condition = 'absent'
  const home = await testHome({ root: bench.home, keychain, environment: bench.environment, ...(options.desktop && { desktop }) })
  await options.before?.(home, bench)
  await loadAndTake(home.core)
  const jobs = createJobs(home.core)
  const client = createClient({ core: home.core, jobs })
  const platform = options.platform ?? 'linux'
  const fake = createFakeElectron({ platform, cwd: bench.folder })
  const [opened, told, logged]: [string[], Problem[], string[]] = [[], [], []]
  let quits = 0
  const shell = {
    client,
    windows: { open: (page: string) => void opened.push(page) },
    quit: () => {
      quits++
    },
    tell: (problem: Problem) => void told.push(problem),
  }
  const icon = await createTray({
    electron: fake.electron,
    client: options.overview === undefined ? client : asking(client, options.overview),
    clock: home.core.ports.clock,
    zone: () => 'UTC',
    perform: (action) => void performAction(shell, action),
    log: (text) => void logged.push(text),
    platform,
    rest: options.rest,
    environment: options.environment ?? {},
    icons: path.join(projectFolder, 'assets', 'icons'),
  })
  const tray = fake.tray.tray()
  await waitFor('the first reading', () => icon.view().tooltip !== startingView.tooltip)
  const state = () => path.basename((tray.image as unknown as FakeImage).path).replace(/(-light|-dark|Template)?\.\w+$/, '')
  let endSchedule = async () => {}
  onTestFinished(async () => {
    await icon.close()
    await jobs.close()
    await endSchedule()
    home.close()
  })
  return {
    bench,
    home,
    fake,
    icon,
    tray,
    client,
    jobs,
    opened,
    told,
    logged,
    quits: () => quits,
    forgetQuits: () => {
      quits = 0
    },
    state,
    offers: (words, cap) =>
      waitFor(`${words} in: ${tray.menu.words().join(' | ')}`, () => tray.menu.clickable().find((one) => words.test(one)), cap),
    becomes: async (wanted, cap) => {
      await waitFor(`the icon "${wanted}" instead of "${state()}": ${tray.toolTip}`, () => state() === wanted, cap)
    },
    runSchedule: async () => {
      const controller = new AbortController()
      const ready = Promise.withResolvers<void>()
      const show = { onReady: ready.resolve, onElsewhere: () => ready.resolve() }
      const host = { signal: controller.signal, onProgress: () => undefined }
      const ended = runDaemonInTurn(home.core, host, show, async () => undefined, jobs)
      endSchedule = async () => {
        controller.abort()
        await ended
      }
      await Promise.race([ready.promise, ended])
    },
  }
}

const desktop: Desktop = { show: async () => undefined, withdraw: () => undefined }

/** A client whose overview is asked for by way of `overview`. */
function asking(client: Client, overview: (real: () => Promise<Overview>) => Promise<Overview>): TrayOptions['client'] {
  const get = () => overview(() => client.overview.get())
  return new Proxy(client, { get: (real, key) => (key === 'overview' ? { get } : Reflect.get(real, key)) })
}

/** A PNG of one pixel. */
export function onePixel(folder: string): string {
  const file = path.join(folder, 'pixel.png')
  writeFileSync(file, writePng(1, 1, Buffer.from([0, 0, 0, 0])))
  return file
}
