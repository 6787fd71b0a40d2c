import { hostname } from 'node:os'
import about from '../../package.json' with { type: 'json' }
import type { Problem } from '../contract/problem.ts'
import { findConfiguration } from './config/find-configuration.ts'
import type { Core, RunHost } from './core.ts'
import { findRestic, type Restic } from './restic/find-restic.ts'
import { runningDaemon } from './schedule/running-daemon.ts'

/** Versions, folders, and the machine. */
export type AboutThis = {
  readonly version: string
  readonly node: string
  readonly home: string
  readonly configuration: string
  readonly host: string
  readonly platform: string
  readonly arch: string
  readonly zone: string
  /** The restic that would be used; `null` where there is none yet, and then why. */
  readonly restic: Restic | null
  readonly resticProblem: Problem | null
  readonly scheduled: boolean
}

/** Tells what a person is asked for who asks for help. Nothing is fetched. */
export async function aboutThis(core: Core, host: RunHost): Promise<AboutThis> {
  const { environment, machine, bundledRestic: bundled } = core.ports
  const search = { environment, binDirectory: core.home.programs, bundled, progress: () => undefined, signal: host.signal, bring: false }
  const found = await findRestic(search)
  return {
    version: about.version,
    node: process.versions.node,
    home: core.home.root,
    configuration: findConfiguration(core).path,
    host: hostname(),
    platform: process.platform,
    arch: process.arch,
    zone: machine.zone(),
    restic: found.ok ? found.restic : null,
    resticProblem: found.ok ? null : found.problem,
    scheduled: runningDaemon(core) !== undefined,
  }
}
