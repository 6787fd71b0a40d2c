import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll } from 'vitest'
import type { HistoryEvent } from '../../main/contract/history-event.ts'
import { agentNamed } from '../../main/engine/agents/agent-named.ts'
import { findProcesses } from '../../main/engine/agents/process/find-processes.ts'
import { layersOfAgent } from '../../main/engine/agents/recover/backup-of-agent.ts'
import { type RecoveredRun, recoverAgent } from '../../main/engine/agents/recover/recover-agent.ts'
import { parseConfiguration } from '../../main/engine/config/parse-configuration.ts'
import type { RunHost } from '../../main/engine/core.ts'
import { type BackupResult, backup } from '../../main/engine/runs/backup-run.ts'
import { includedOf, planNamed } from '../../main/engine/runs/plan-run.ts'
import type { EndedRun } from '../../main/engine/runs/record-run.ts'
import { endBelow } from './end-below.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from './temporary-home.ts'

/** A home with agents in a vault, and what brings them back. Without `home` and `test` nothing of the person's. */
export type RecoverBench = TestHome & {
  /** The vault `agents`; each agent is a folder in it, or lies where it was said. */
  readonly folder: string
  /** A file or folder of the agent `jay`. */
  readonly jay: (...names: string[]) => string
  /** Writes files of `jay`, with the folders that they need. */
  readonly fill: (files: Record<string, string>) => void
  /** Backs the vault up as a plan does, at a time. */
  readonly plan: (name: string, time: string, repository?: string) => Promise<EndedRun<BackupResult>>
  readonly recover: (options?: { incomplete?: boolean; host?: RunHost; agent?: string }) => Promise<RecoveredRun>
  readonly layers: (agent?: string) => ReturnType<typeof layersOfAgent>
  readonly configure: (change: object) => void
  readonly events: <Name extends HistoryEvent['event']>(name: Name) => Extract<HistoryEvent, { event: Name }>[]
  /** What lies beside the agents' folders, and in the home, that a recovery has yet to remove. */
  readonly left: () => string[]
}

/** Beats five times a second, and says what it has in its memory when it is started. */
const beats = ['/bin/sh', '-c', 'cat memory/* 2>/dev/null; while :; do touch heartbeat; sleep 0.2; done']
const heartbeat = { file: 'heartbeat', lateAfter: '10s', deadAfter: '30s' }

const benches: RecoverBench[] = []
afterAll(() => {
  for (const bench of benches.splice(0)) endBelow(path.dirname(bench.folder))
})

/** Makes one. */
export async function recoverBench(
  options: { jay?: object; agents?: object; configuration?: object; home?: Parameters<typeof testHome>[0] } = {},
): Promise<RecoverBench> {
  const person = temporaryFolder('agents')
  const folder = path.join(person, 'agents')
  mkdirSync(path.join(folder, 'jay'), { recursive: true })
  const home = await testHome({ shifted: true, ...options.home })
  const { core } = home
  const configure = (change: object) => {
    const text = JSON.stringify({
      version: 1,
      vaults: { agents: { path: folder, recoveryDocument: false } },
      plans: {
        weekly: { kind: 'custom', schedule: '0 3 * * 0', sources: ['agents'] },
        daily: { kind: 'custom', schedule: '0 3 * * *', sources: [{ vault: 'agents', include: ['*/memory/**', '*/weights/**'] }] },
      },
      agents: {
        jay: { path: path.join(folder, 'jay'), start: beats, heartbeat, stopWithin: '2s', aliveWithin: '20s', ...options.jay },
        ...options.agents,
      },
      ...options.configuration,
      ...change,
    })
    const parsed = parseConfiguration(text, { person, embedded: path.join(core.home.repositories, 'default') })
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    core.settings.configuration = parsed.configuration
  }
  configure({})
  const jay = (...names: string[]) => path.join(folder, 'jay', ...names)
  const bench: RecoverBench = {
    ...home,
    folder,
    jay,
    configure,
    fill: (files) => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(jay(name)), { recursive: true })
        writeFileSync(jay(name), text)
      }
    },
    plan: async (name, time, repository = 'default') => {
      home.setTime(new Date(time))
      const plan = planNamed(core, name)
      const occasion = { plan: name, kind: plan.kind, due: null, trigger: 'manual' as const, zone: 'UTC' }
      const ended = await backup(core, { folder, repository, include: includedOf(plan, 'agents'), occasion, verify: false }, testHost())
      home.setTime(undefined)
      if (ended.result === undefined) throw new Error(ended.problem?.sentence ?? ended.verdict)
      return ended
    },
    recover: ({ incomplete = false, host = testHost(), agent = 'jay' } = {}) =>
      recoverAgent(core, { agent: agentNamed(core, agent), recovery: 'r1', trigger: 'manual', incomplete }, host),
    layers: (agent = 'jay') => layersOfAgent(core, agentNamed(core, agent)),
    events: (name) => recorded(home.root).filter((one) => one.event === name) as never,
    left: () => [
      ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => path.basename(name).startsWith('.vaultkeeper')),
      ...readdirSync(path.join(home.root, 'agents', 'jay', 'recovery')),
    ],
  }
  benches.push(bench)
  return bench
}

/** What runs of `jay`. */
export async function runsOf({ core }: TestHome, agent = 'jay'): Promise<number[]> {
  return (await findProcesses(core, agentNamed(core, agent))).map(({ pid }) => pid)
}

/** The content of a file, or `undefined`. */
export function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
