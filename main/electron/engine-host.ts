import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { withDotEnv } from '../engine/config/dot-env.ts'
import { loadAndTake } from '../engine/config/take-configuration.ts'
import { runDaemonInTurn } from '../engine/daemon/run-daemon-in-turn.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { createJobs, type Jobs } from '../engine/jobs/jobs.ts'
import { createMachine, type HostMachine } from '../engine/machine/machine.ts'
import { type Clock, type Desktop, type Ports, systemClock } from '../engine/ports.ts'
import { type Client, createClient } from '../engine/procedures/client.ts'
import { createKeychain } from '../engine/secrets/keychain.ts'
import { createRedactor } from '../engine/secrets/redact.ts'
import type { Electron } from './electron.ts'
import { runInUtility } from './helpers/run-in-utility.ts'
import { updateIndexInUtility } from './helpers/update-index-in-utility.ts'
import { createKeepAwake } from './system/keep-awake.ts'

/** The engine as the shell works with it: like everybody else through the contract, but for its beginning and its end. */
export type EngineHost = {
  readonly engine: Engine
  readonly machine: HostMachine
  readonly jobs: Jobs
  readonly client: Client
  /** Runs the schedule from now on, or as soon as no other process on this home does. */
  readonly begin: () => void
  /** Ends everything politely: what goes on is recorded as interrupted, and made up for at the next start. */
  readonly end: () => Promise<void>
}

/** What the engine gets from the shell. `ports` go before what is made here: the restic that came with the app, and what tests have in the machine's place. */
export type EngineHostParts = {
  readonly electron: Pick<Electron, 'powerSaveBlocker' | 'utilityProcess'>
  /** The folder of everything that Vaultkeeper keeps. */
  readonly root: string
  readonly environment: NodeJS.ProcessEnv
  /** Makes the desktop that news is told on. */
  readonly desktop: (moment: { readonly clock: Clock; readonly zone: () => string }) => Desktop
  readonly log: (text: string) => void
  readonly ports?: (Partial<Omit<Ports, 'machine'>> & { readonly machine?: HostMachine }) | undefined
}

/** The icon follows all day long; what is recorded reaches it at once all the same. */
const calmLooks = { often: 5_000, seldom: 30_000 }
/** How long a schedule that could not go on (the disk is full, say) waits until it is begun anew, in ms. */
const rest = 30_000

/** Opens the engine on a home. Throws a problem when that cannot be used. */
export async function openEngineHost({ electron, root, environment: given, desktop, log, ports }: EngineHostParts): Promise<EngineHost> {
  const environment = withDotEnv(root, given)
  const redactor = createRedactor()
  const machine = ports?.machine ?? createMachine(environment)
  const clock = ports?.clock ?? systemClock
  const runHelper = runInUtility(electron)
  const engine = await createEngine(
    root,
    {
      clock,
      keychain: createKeychain(environment, undefined, runHelper),
      machine,
      desktop: desktop({ clock, zone: machine.zone }),
      keepAwake: createKeepAwake(electron),
      runHelper,
      environment,
      log: (text) => log(redactor.redact(text)),
      randomBytes,
      ...ports,
    },
    redactor,
  )
  const { core } = engine
  await loadAndTake(core)
  const jobs = createJobs(core)
  const ending = new AbortController()
  let schedule = Promise.resolve()
  const run = async () => {
    const host = { signal: ending.signal, onProgress: () => undefined }
    const show = { onReady: () => undefined, onElsewhere: () => undefined }
    while (!ending.signal.aborted)
      try {
        await runDaemonInTurn(core, host, show, updateIndexInUtility(electron, core), jobs)
      } catch (error) {
        // Pages and menu tell by themselves that nothing runs by the schedule, for they ask who holds its lock.
        core.ports.log(redactor.redact(`The schedule stopped: ${error instanceof Error ? (error.stack ?? '') : String(error)}`))
        await delay(rest, undefined, { signal: ending.signal }).catch(() => undefined)
      }
  }
  return {
    engine,
    machine,
    jobs,
    client: createClient({ core, jobs, looks: calmLooks }),
    begin: () => {
      schedule = run()
    },
    end: async () => {
      ending.abort()
      await jobs.close()
      await schedule
      // What was begun while that ended.
      await jobs.close()
      engine.close()
    },
  }
}
