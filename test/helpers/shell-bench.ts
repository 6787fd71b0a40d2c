import { EventEmitter } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { Shell, ShellOptions } from '../../main/electron/shell.ts'
import { startShell } from '../../main/electron/shell.ts'
import type { HostMachine } from '../../main/engine/machine/machine.ts'
import { waitFor } from './cli-processes.ts'
import { projectFolder } from './cli-run.ts'
import { createFakeElectron, type FakeElectron } from './fake-electron/fake-electron.ts'
import type { FakeImage } from './fake-electron/native-image.ts'
import type { FakeTray } from './fake-electron/tray.ts'
import { type FakeKeychain, fakeKeychain } from './fake-keychain.ts'
import { builtPages } from './pages-built.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { calmMachine } from './temporary-home.ts'

/** The whole app under the fake Electron: one process of it, on a home of its own. */
export type ShellBench = {
  readonly fake: FakeElectron
  /** The home, and beside it the person's folder. */
  readonly root: string
  readonly person: string
  readonly keychain: FakeKeychain
  readonly started: Promise<Shell | undefined>
  readonly tray: () => FakeTray
  /** The state whose icon is in the tray. */
  readonly state: () => string
  readonly becomes: (state: string, cap?: number) => Promise<void>
  /** What arrives at the process: `SIGTERM`. */
  readonly signals: EventEmitter
}

/** How the app is started. */
export type ShellBenchOptions = {
  readonly root?: string
  readonly person?: string
  /** `false`: the home is not made before. */
  readonly folders?: false
  readonly platform?: NodeJS.Platform
  /** Behind the program's name. */
  readonly argv?: readonly string[]
  readonly configuration?: object | string
  readonly environment?: NodeJS.ProcessEnv
  readonly keychain?: FakeKeychain
  readonly fake?: FakeElectron
  readonly machine?: Partial<HostMachine>
  readonly ports?: ShellOptions['ports']
}

/** Starts the app; it is ended with the test. */
export async function startShellBench(options: ShellBenchOptions = {}): Promise<ShellBench> {
  const person = options.person ?? path.join(temporaryFolder('shell'), 'ada')
  const root = options.root ?? path.join(person, '..', 'home')
  for (const folder of [person, ...(options.folders === false ? [] : [root])]) mkdirSync(folder, { recursive: true })
  const { configuration } = options
  if (configuration !== undefined)
    writeFileSync(
      path.join(root, 'backup_schedule.json'),
      typeof configuration === 'string'
        ? configuration
        : JSON.stringify({ version: 1, verification: { check: false, drill: false }, ...configuration }, null, 2),
    )
  const platform = options.platform ?? 'linux'
  const argv = ['/opt/Vaultkeeper/vaultkeeper', ...(options.argv ?? [])]
  const fake = options.fake ?? createFakeElectron({ platform, cwd: person, argv, ready: false })
  const keychain = options.keychain ?? fakeKeychain()
  const signals = new EventEmitter()
  const { PATH, VAULTKEEPER_RESTIC } = process.env
  const machine: HostMachine = { ...calmMachine, onChange: () => () => undefined, stirred: () => undefined, ...options.machine }
  const started = startShell({
    electron: fake.electron,
    platform,
    argv,
    // On a desktop whose tray is of the old kind, which needs no bus.
    environment: { PATH, VAULTKEEPER_RESTIC, HOME: person, XDG_CURRENT_DESKTOP: 'XFCE', ...options.environment },
    root,
    places: {
      preload: path.join(projectFolder, 'dist', 'preload', 'preload.cjs'),
      pages: await builtPages(),
      icons: path.join(projectFolder, 'assets', 'icons'),
    },
    ports: { keychain, machine, ...options.ports },
    signals,
  })
  // Not before the shell has done what has to be done before.
  fake.app.becomeReady()
  onTestFinished(async () => {
    const shell = await started
    if (shell !== undefined && fake.app.exitCode === undefined) signals.emit('SIGTERM')
    if (shell !== undefined) await fake.app.ended
  })
  const tray = () => fake.tray.tray()
  const state = () => path.basename((tray().image as unknown as FakeImage).path).replace(/(-light|-dark|Template)?\.\w+$/, '')
  return {
    fake,
    root,
    person,
    keychain,
    started,
    tray,
    state,
    becomes: async (wanted, cap) => {
      await waitFor(`the icon "${wanted}" instead of "${state()}": ${tray().toolTip}`, () => state() === wanted, cap)
    },
    signals,
  }
}
