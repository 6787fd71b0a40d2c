// The program of the soak: schedule and pages in one process, as `vaultkeeper serve` has them, under a quick clock. Asked over the channel to its parent, it
// collects its garbage and tells how it stands. Usage: node --expose-gc soak-daemon.ts WORK RESTIC PAGES HOURS CLI…
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { runDaemon } from '../../../main/engine/daemon/daemon.ts'
import type { UpdateIndex } from '../../../main/engine/daemon/keep-indexed.ts'
import { createEngine } from '../../../main/engine/engine.ts'
import { createJobs } from '../../../main/engine/jobs/jobs.ts'
import { keepInFile } from '../../../main/engine/secrets/password.ts'
import { latestRuns } from '../../../main/engine/state/queries.ts'
import { startServer } from '../../../main/headless/server/start-server.ts'
import { fakeKeychain } from '../../helpers/fake-keychain.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { quickClock } from './quick-clock.ts'
import { makeSoakHome, soakPlaces } from './soak-home.ts'

const [work = '', restic = '', pages = '', hours = '', ...cli] = process.argv.slice(2)
const password = 'soak'
const places = soakPlaces(work)
const before = Number(hours) * 3_600_000
makeSoakHome(work, new Date(Date.now() - before), Number(hours))
const environment = {
  PATH: process.env['PATH'] ?? '',
  HOME: work,
  VAULTKEEPER_HOME: places.home,
  VAULTKEEPER_RESTIC: restic,
  LANG: 'C.UTF-8',
}

const listeners = new Set<() => void>()
let busy = () => false
let leaps = 0
const clock = quickClock(
  before,
  () => busy(),
  () => {
    leaps += 1
    // A look each minute of that clock, as the daemon's own timer gives it by the machine's.
    if (leaps % 5 === 0) for (const listener of listeners) listener()
  },
)
const keychain = fakeKeychain()
keychain.condition = 'absent'
const engine = await createEngine(places.home, {
  clock,
  keychain,
  machine: {
    power: async () => ({ source: 'mains', percent: null }),
    network: async () => ({ online: true, metered: false }),
    zone: () => 'UTC',
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  },
  environment,
  log: (text) => console.error(text),
  randomBytes,
})
const { core } = engine
const { configuration, problems } = await loadConfiguration(core)
if (configuration === null) throw new Error(`The configuration of the soak: ${JSON.stringify(problems)}`)
core.settings.configuration = configuration
for (const repository of Object.keys(configuration.repositories)) keepInFile(core.home, repository, password)
busy = () => latestRuns(core.state.database, 8).some(({ verdict }) => verdict === null)

/** As the daemon of the command line does it: in a process of its own. */
const updateIndex: UpdateIndex = async (repository, signal) => {
  const child = spawn(process.execPath, [...cli, 'index', '--repository', repository, '--background'], {
    env: environment,
    stdio: 'ignore',
  })
  const end = () => child.kill('SIGTERM')
  signal.addEventListener('abort', end, { once: true })
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  signal.removeEventListener('abort', end)
  if (code !== 0 && !signal.aborted) throw new Error(`The index ended with ${code}.`)
}

// A key that costs little to derive: what restic takes for it is not what is measured.
const cheap = new Set<string>()
const beCheap = () => {
  for (const place of [places.main, places.second, places.mirror]) {
    if (cheap.has(place) || busy() || !existsSync(join(place, 'config'))) continue
    cheap.add(place)
    cheapenKey(place, password)
  }
}
const jobs = createJobs(core)
const server = await startServer({ core, jobs, pages, port: 0 })
const controller = new AbortController()
process.on('message', () => {
  // As the daemon does it: without what V8 keeps for the next time.
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  beCheap()
  const { rss, heapUsed, external } = process.memoryUsage()
  const runs = latestRuns(core.state.database, 10_000)
  const failed = runs
    .filter(({ verdict }) => verdict === 'failed')
    .map(({ kind, plan, problem }) => `${kind} ${plan}: ${JSON.stringify(problem)}`)
  const ended = runs.filter(({ verdict }) => verdict !== null).length
  process.send?.({
    rss,
    heapUsed,
    external,
    runs: ended,
    failed,
    now: clock.now().getTime(),
    resources: process.getActiveResourcesInfo().length,
  })
})
process.once('SIGTERM', () => controller.abort())
process.once('disconnect', () => controller.abort())
await runDaemon(
  core,
  { signal: controller.signal, onProgress: () => undefined },
  { onReady: () => process.send?.({ port: server.port }) },
  updateIndex,
  jobs,
)
clock.end()
await jobs.close()
await server.close()
engine.close()
if (process.connected) process.disconnect()
