import { existsSync, lstatSync, statfsSync } from 'node:fs'
import { freemem, loadavg, release, type as systemType, totalmem, uptime } from 'node:os'
import { dirname, join } from 'node:path'
import program from '../../../../package.json' with { type: 'json' }
import { aboutThis } from '../../about-this.ts'
import type { Core } from '../../core.ts'
import { processAlive } from '../../home/process-identity.ts'
import { type KnownStep, recoveriesOf, recoverySteps, type StartedProcess, startedProcess } from '../../state/agent-queries.ts'
import { knownRun } from '../../state/known-run.ts'
import type { KnownRun } from '../../state/queries.ts'
import { type LineAbout, linesAbout } from './lines-about.ts'
import { type LogEnd, logEnds } from './log-ends.ts'
import type { ToEscalate } from './to-escalate.ts'

/** All that a bundle is made of. Bytes and milliseconds; times are RFC 3339. Nothing of it is cleaned yet but the logs. */
export type BundleFacts = ToEscalate & {
  readonly escalation: string
  readonly time: string
  readonly zone: string
  readonly lines: readonly LineAbout[]
  readonly steps: readonly KnownStep[]
  readonly attempt: KnownRun | null
  /** Attempts before that, newest first. */
  readonly earlier: readonly KnownRun[]
  readonly process: (StartedProcess & { readonly lives: boolean }) | null
  readonly logs: readonly LogEnd[]
  readonly folder: 'there' | 'gone' | 'not a folder'
  readonly machine: MachineFacts
  /** Sentences on what could not be had. */
  readonly not: readonly string[]
}

/** Versions, disks and memory. A disk's `why`: it cannot be asked. */
type MachineFacts = {
  readonly vaultkeeper: string
  readonly restic: string | null
  readonly node: string
  readonly host: string
  readonly system: string
  readonly up: number
  readonly load: readonly number[]
  readonly memory: { readonly free: number; readonly total: number }
  readonly disks: readonly { readonly of: string; readonly free: number | null; readonly total: number | null }[]
}

/** How long the version of restic may take to be known, in milliseconds: a person waits to be told. */
const patience = 2_000

/** So many earlier attempts are told of. */
const mostEarlier = 10

/** Gathers what is known of an agent that a person has to look after. What cannot be had is said, and keeps nothing else from being told. */
export async function bundleFacts(
  core: Core,
  about: ToEscalate,
  escalation: string,
  time: Date,
  clean: (text: string) => string,
): Promise<BundleFacts> {
  const not: string[] = []
  const attempt = <Found>(what: string, otherwise: Found, find: () => Found): Found => {
    try {
      return find()
    } catch (error) {
      not.push(`${what} could not be had: ${error instanceof Error ? error.message : String(error)}.`)
      return otherwise
    }
  }
  const { agent, run } = about
  const { database } = core.state
  const started = attempt('Its process', undefined, () => startedProcess(database, agent.name))
  const ours = started === undefined ? join(core.home.root, 'agents', agent.name) : dirname(started.log)
  const logs = attempt('Its logs', { logs: [], not: [] }, () => logEnds(ours, agent.path, clean))
  return {
    ...about,
    escalation,
    time: time.toISOString(),
    zone: core.ports.machine.zone(),
    lines: attempt('The history', [], () => linesAbout(core.home.historyFile, agent.name)),
    steps: attempt('The steps', [], () => (run === null ? [] : recoverySteps(database, run))),
    attempt: attempt('The attempt', null, () => (run === null ? null : (knownRun(database, run) ?? null))),
    earlier: attempt('Earlier attempts', [], () =>
      recoveriesOf(database, agent.name, mostEarlier + 1).filter(({ id }) => id !== run),
    ).slice(0, mostEarlier),
    process:
      started === undefined ? null : { ...started, lives: started.ended === null && processAlive(started.pid, started.processStart) },
    logs: logs.logs,
    folder: attempt('Its folder', 'gone', () => folderAt(agent.path)),
    machine: await machineFacts(core, [core.home.root, agent.path]),
    not: [...logs.not, ...not],
  }
}

function folderAt(path: string): BundleFacts['folder'] {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat === undefined ? 'gone' : stat.isDirectory() || stat.isSymbolicLink() ? 'there' : 'not a folder'
}

async function machineFacts(core: Core, folders: readonly string[]): Promise<MachineFacts> {
  const about = await aboutThis(core, { signal: AbortSignal.timeout(patience), onProgress: () => undefined }).catch(() => null)
  return {
    vaultkeeper: program.version,
    restic: about?.restic?.version ?? null,
    node: process.versions.node,
    host: about?.host ?? '',
    system: `${systemType()} ${release()}, ${process.arch}`,
    up: uptime() * 1000,
    load: loadavg(),
    memory: { free: freemem(), total: totalmem() },
    disks: folders.map(diskOf),
  }
}

function diskOf(folder: string): MachineFacts['disks'][number] {
  try {
    // A folder that is gone was on the disk of the one above it.
    let there = folder
    while (!existsSync(there) && dirname(there) !== there) there = dirname(there)
    const { bavail, blocks, bsize } = statfsSync(there)
    return { of: folder, free: bavail * bsize, total: blocks * bsize }
  } catch {
    return { of: folder, free: null, total: null }
  }
}
