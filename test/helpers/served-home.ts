import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll } from 'vitest'
import { loadConfiguration } from '../../main/engine/config/load-configuration.ts'
import type { Core } from '../../main/engine/core.ts'
import { runDaemon } from '../../main/engine/daemon/daemon.ts'
import { createJobs, type Jobs } from '../../main/engine/jobs/jobs.ts'
import type { Desktop } from '../../main/engine/ports.ts'
import { type Client, createClient } from '../../main/engine/procedures/client.ts'
import { keepInFile, passwordFile } from '../../main/engine/secrets/password.ts'
import type { LoginItem } from '../../main/engine/service/login-item.ts'
import { cliCommand, type Ended, projectFolder, start } from './cli-run.ts'
import { type FakeKeychain, fakeKeychain } from './fake-keychain.ts'
import { chosenHost, type Hosted, type HostName, type PageHost } from './page-host/page-host.ts'
import { builtPages } from './pages-built.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { type TestHome, testHome } from './temporary-home.ts'

/** A home of its own with the pages and the procedures, as `vaultkeeper serve` or the tray app has them, but without the schedule. */
export type ServedHome = TestHome & {
  /** The person's folder: `~` of the configuration. Vaults and repositories go here. */
  readonly person: string
  readonly jobs: Jobs
  /** Calls the procedures in this process, beside the pages. */
  readonly client: Client
  /** An address that lets one browser in, with a part behind its `#` if wanted: `/restore`. */
  readonly address: (route?: string) => string
  /** The address without its code, for a browser that was let in already. */
  readonly place: (route?: string) => string
  /** Stops the server, as if the program had ended; `restart` brings it back at the same port. */
  readonly stop: () => Promise<void>
  readonly restart: () => Promise<void>
  /** Ends everything: what is being done, the schedule, the server, the engine. Done by itself behind the tests of a file. */
  readonly end: () => Promise<void>
  /** Writes the configuration and puts it in force. Each of its repositories has a password in a file, which the command line finds, too. */
  readonly configure: (configuration: object | string) => Promise<void>
  /** Runs the command line on this home in another process. */
  readonly cli: (...parameters: readonly string[]) => Promise<Ended>
}

/** What a served home may be given. */
export type ServedHomeOptions = {
  /** A home that is there already: of a sample. */
  readonly root?: string
  readonly person?: string
  /** None by default, as on a server: a keychain in memory is not seen by the command line's processes. */
  readonly keychain?: FakeKeychain
  readonly environment?: NodeJS.ProcessEnv
  /** None by default, as on a server. */
  readonly desktop?: Desktop
  /** None by default: only the tray app has one. */
  readonly loginItem?: LoginItem
  readonly configuration?: object | string
  /** Runs the schedule, too, as `vaultkeeper serve` does. */
  readonly schedule?: boolean
  /** What the pages are opened from, where it is not left to whoever runs the tests. */
  readonly host?: HostName
}

/** The password of every repository that `configure` names. */
export const servedPassword = 'correct horse battery staple'

const hosts: Readonly<Record<HostName, (hosted: Hosted) => Promise<PageHost>>> = {
  electron: async (hosted) => (await import('./page-host/electron-host.ts')).electronHost(hosted),
  http: async (hosted) => (await import('./page-host/http-host.ts')).httpHost(hosted),
  window: async (hosted) => (await import('./page-host/window-host.ts')).windowHost(hosted),
}

const serving: ServedHome[] = []
afterAll(async () => {
  for (const home of serving.splice(0)) await home.end()
})

/** Serves a home until the tests of this file are over. */
export async function serveHome(options: ServedHomeOptions = {}): Promise<ServedHome> {
  const person = options.person ?? path.join(temporaryFolder('served'), 'ada')
  mkdirSync(person, { recursive: true })
  const root = options.root ?? path.join(person, '..', 'home')
  const environment = { HOME: person, ...options.environment }
  const { desktop, loginItem } = options
  const ofTheApp = { ...(desktop === undefined ? {} : { desktop }), ...(loginItem === undefined ? {} : { loginItem }) }
  const home = await testHome({ root, keychain: options.keychain ?? absentKeychain(), environment, ...ofTheApp })
  const { core } = home
  const file = path.join(root, 'backup_schedule.json')
  const configure = async (configuration: object | string) => {
    const usual = { version: 1, verification: { check: false, drill: false } }
    writeFileSync(file, typeof configuration === 'string' ? configuration : JSON.stringify({ ...usual, ...configuration }, null, 2))
    await load()
    for (const name of Object.keys(core.settings.configuration?.repositories ?? {})) keepInFile(core.home, name, servedPassword)
  }
  const load = async () => {
    const { configuration, problems } = await loadConfiguration(core)
    if (problems.length > 0) throw new Error(`The configuration of the test: ${JSON.stringify(problems)}`)
    core.settings.configuration = configuration
  }
  if (options.configuration === undefined) await load()
  else await configure(options.configuration)
  const jobs = createJobs(core)
  const endSchedule = options.schedule ? await runSchedule(core, jobs) : async () => undefined
  const pages = await builtPages()
  const told = Object.fromEntries(Object.entries(options.environment ?? {}).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >
  const cliSees = { ...cliEnvironment(person, root), ...told }
  const host = await hosts[options.host ?? chosenHost()]({ core, jobs, pages, environment: cliSees })
  const behind = (route: string) => (route === '' ? '' : `#${route}`)
  const served: ServedHome = {
    ...home,
    person,
    jobs,
    client: createClient({ core, jobs }),
    address: (route = '') => host.address(behind(route)),
    place: (route = '') => host.place(behind(route)),
    stop: host.stop,
    restart: host.restart,
    end: async () => {
      await jobs.close()
      await endSchedule()
      await host.stop()
      home.close()
    },
    configure,
    cli: (...parameters) => start([...cliCommand, ...parameters], { environment: cliSees, cwd: person }).ended,
  }
  serving.push(served)
  return served
}

/** Where the password of a repository lies, for tests that take it away or change it. */
export function servedPasswordFile(home: ServedHome, repository: string): string {
  return passwordFile(home.core.home, repository)
}

/** @returns ends it */
async function runSchedule(core: Core, jobs: Jobs): Promise<() => Promise<void>> {
  const controller = new AbortController()
  const ready = Promise.withResolvers<void>()
  const host = { signal: controller.signal, onProgress: () => undefined }
  const ended = runDaemon(core, host, { onReady: ready.resolve }, async () => undefined, jobs)
  await Promise.race([ready.promise, ended])
  return async () => {
    controller.abort()
    await ended
  }
}

function absentKeychain(): FakeKeychain {
  const keychain = fakeKeychain()
  keychain.condition = 'absent'
  return keychain
}

/** Nothing of whoever runs the tests; the compiled program is shared, which else every process would have to make anew. */
function cliEnvironment(person: string, root: string): Record<string, string> {
  const compiled = path.join(projectFolder, 'node_modules', '.cache', 'vaultkeeper', 'compiled')
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: person,
    VAULTKEEPER_HOME: root,
    VAULTKEEPER_RESTIC: process.env['VAULTKEEPER_RESTIC'] ?? '',
    NODE_COMPILE_CACHE: compiled,
  }
}
