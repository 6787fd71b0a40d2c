import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import type { Core, RunHost } from '../../../main/engine/core.ts'
import { executeJob } from '../../../main/engine/daemon/execute-job.ts'
import { createEngine, type Engine } from '../../../main/engine/engine.ts'
import type { Clock, Keychain } from '../../../main/engine/ports.ts'
import { createScheduler, type Scheduler } from '../../../main/engine/schedule/scheduler.ts'
import { unmetConditions } from '../../../main/engine/schedule/unmet-conditions.ts'
import { cheapenKey } from '../forge-snapshots.ts'
import type { SamplePlaces } from './sample-places.ts'

/** An engine that lives in the past, with its schedule. */
export type SampleEngine = {
  readonly core: Core
  readonly engine: Engine
  readonly scheduler: Scheduler
  readonly host: RunHost
  /** Sets the clock, which goes on from there, looks what is due, and waits until all that came of it has ended. */
  readonly at: (time: Date) => Promise<void>
  readonly close: () => void
}

/** Nobody is asked for a password, and nobody's keychain is touched. */
const noKeychain: Keychain = (() => {
  const answer = async () => ({ state: 'absent', why: 'a sample has none' }) as const
  return { get: answer, set: answer, remove: answer, probe: answer }
})()

/** Nothing of the person who looks at the sample reaches it, and nothing of it reaches them. */
export function sampleEnvironment({ person, home }: SamplePlaces): Record<string, string> {
  const told = { PATH: process.env['PATH'], VAULTKEEPER_RESTIC: process.env['VAULTKEEPER_RESTIC'], TZ: process.env['TZ'] }
  const known = Object.entries(told).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(known), HOME: person, VAULTKEEPER_HOME: home }
}

/** The password of a repository of the sample: what it guards is invented. */
export const samplePassword = 'correct horse battery staple'

/** Opens one on a home that has its configuration. */
export async function openSampleEngine(places: SamplePlaces, begun: Date): Promise<SampleEngine> {
  let shift = begun.getTime() - Date.now()
  const clock: Clock = { now: () => new Date(Date.now() + shift), monotonic: () => performance.now(), shifted: true }
  const environment = sampleEnvironment(places)
  const engine = await createEngine(places.home, {
    clock,
    keychain: noKeychain,
    machine: {
      power: async () => ({ source: 'mains', percent: null }),
      network: async () => ({ online: true, metered: false }),
      zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
    environment,
    log: (text) => {
      if (process.env['VAULTKEEPER_SAMPLE_LOG']) console.error(text)
    },
    randomBytes,
  })
  const { core } = engine
  const { configuration, problems } = await loadConfiguration(core)
  if (configuration === null) throw new Error(`The sample's configuration: ${JSON.stringify(problems)}`)
  core.settings.configuration = configuration
  const host: RunHost = { signal: new AbortController().signal, onProgress: () => undefined }
  let changed = false
  const scheduler = createScheduler(core, {
    execute: async (job, signal) => {
      await executeJob(core, job, { ...host, signal })
      for (const repository of [places.local, places.drive]) beQuick(repository)
    },
    unmet: (plan) => unmetConditions(core, plan),
    onChange: () => {
      changed = true
    },
  })
  const at = async (time: Date) => {
    shift = time.getTime() - Date.now()
    do {
      changed = false
      await scheduler.tick()
      await scheduler.settled()
    } while (changed)
  }
  return { core, engine, scheduler, host, at, close: engine.close }
}

const quick = new Set<string>()

/** A key that costs little to derive: a month has many calls of restic. */
function beQuick(repository: string): void {
  if (quick.has(repository) || !existsSync(path.join(repository, 'config'))) return
  quick.add(repository)
  cheapenKey(repository, samplePassword)
}
