import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterAll, expect } from 'vitest'
import type { HistoryEvent } from '../../main/contract/history-event.ts'
import { isAlive, processes, signal, waitFor } from './cli-processes.ts'
import { cliCommand, type Ended, projectFolder, type Running, start } from './cli-run.ts'
import { type ExampleAgent, type ExampleSystem, exampleConfiguration, exampleSystem } from './example-agents.ts'
import { cheapenKey, isCheap } from './forge-snapshots.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { wholeLines } from './whole-lines.ts'

/** The example of agents as it is shipped, with its programs, its vault, its plans and its agents, in the home of somebody who has nothing else. */
export type AgentsBench = {
  readonly system: ExampleSystem
  /** Runs the command line. */
  readonly cli: (...parameters: string[]) => Promise<Ended>
  /** The same with `--json`: the object that it printed. */
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own result, and the tests name what they need of it
  readonly json: (...parameters: string[]) => Promise<any>
  /** Starts an agent as a person does, without Vaultkeeper. */
  readonly startByHand: (agent: ExampleAgent) => void
  readonly startDaemon: () => Promise<Running>
  readonly configure: (change: (agents: Record<string, Record<string, unknown>>) => void) => void
  readonly history: () => (HistoryEvent & { seq: number; time: string })[]
  /** The process of an agent. */
  readonly pidOf: (agent: ExampleAgent) => number | undefined
  /** Kills an agent, and waits until it is gone. */
  readonly kill: (agent: ExampleAgent) => Promise<void>
}

const roots: string[] = []
afterAll(() => {
  for (const { pid } of processes()) if (roots.some((root) => folderOf(pid)?.startsWith(root))) signal(pid, 'SIGKILL')
})

/** How soon an agent of the bench is late and dead; as short as a busy machine lets it be. */
export const deadAfter = 3_000

/** More than anything here may take on a machine that has much else to do, in ms. */
const longest = 200_000

/** Makes one. What still runs of it is ended behind the tests of the file. */
export async function openAgentsBench(): Promise<AgentsBench> {
  const root = temporaryFolder('agents')
  roots.push(root)
  const [home, person] = [path.join(root, 'home'), path.join(root, 'person')]
  for (const folder of [home, person]) mkdirSync(folder)
  const system = exampleSystem(person)
  const environment: Record<string, string> = {
    PATH: `${path.dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: person,
    TMPDIR: root,
    VAULTKEEPER_HOME: home,
    VAULTKEEPER_RESTIC: process.env['VAULTKEEPER_RESTIC'] ?? '',
    NODE_COMPILE_CACHE: path.join(projectFolder, 'node_modules', '.cache', 'vaultkeeper', 'compiled'),
  }
  const port = await freePort()
  const configure: AgentsBench['configure'] = (change) => {
    const { agents, vaults, ...rest } = exampleConfiguration()
    // Nothing else is changed than the times, where jay answers (several of these run on one machine), and what else would be done beside.
    for (const one of Object.values<Record<string, Record<string, unknown>>>(agents)) {
      const heartbeat = { ...one['heartbeat'], lateAfter: '2s', deadAfter: `${deadAfter}ms` }
      Object.assign(one, { heartbeat, stopWithin: '2s', aliveWithin: '20s' })
    }
    agents.jay.environment.PORT = String(port)
    agents.jay.heartbeat.url = agents.jay.heartbeat.url.replace('7101', String(port))
    change(agents)
    vaults.agents.recoveryDocument = false
    const configuration = { ...rest, vaults, agents, verification: { check: false, drill: false } }
    writeFileSync(path.join(home, 'backup_schedule.json'), JSON.stringify(configuration, null, 2))
  }
  configure(() => undefined)
  const begin = (...parameters: string[]) => start([...cliCommand, ...parameters], { environment, cwd: root, cap: longest })
  const cheapen = () => {
    const [repository, password] = [path.join(home, 'repositories', 'default'), path.join(home, 'secrets', 'default.password')]
    if (existsSync(path.join(repository, 'config')) && existsSync(password) && !isCheap(repository))
      cheapenKey(repository, readFileSync(password, 'utf8').trim())
  }
  const cli: AgentsBench['cli'] = async (...parameters) => {
    const ended = await begin(...parameters).ended
    cheapen()
    return ended
  }
  const pidOf = (agent: ExampleAgent) =>
    processes().find(
      ({ pid, command }) => command.some((part) => part.endsWith(programOf(agent))) && folderOf(pid) === system.folder(agent),
    )?.pid
  return {
    system,
    cli,
    json: async (...parameters) => {
      const { stdout, stderr } = await cli(...parameters, '--json')
      expect(stdout, stderr).toMatch(/^\{.*\}\n$/)
      return JSON.parse(stdout)
    },
    startByHand: (agent) => {
      const { start: command, environment: own } = JSON.parse(readFileSync(path.join(home, 'backup_schedule.json'), 'utf8')).agents[agent]
      start(command, { environment: { PATH: environment['PATH'] ?? '', ...own }, cwd: system.folder(agent), cap: 2 * longest })
    },
    startDaemon: async () => {
      const running = begin('daemon')
      await waitFor('the daemon to be at work', () => running.stdout().includes('Running the schedule') || running.child.exitCode !== null)
      expect(running.child.exitCode, running.stderr()).toBeNull()
      return running
    },
    configure,
    history: () => wholeLines(path.join(home, 'system-history.jsonl')),
    pidOf,
    kill: async (agent) => {
      const pid = pidOf(agent)
      if (pid === undefined) throw new Error(`${agent} does not run`)
      signal(pid, 'SIGKILL')
      await waitFor(`${agent} to be gone`, () => !isAlive(pid))
    },
  }
}

function programOf(agent: ExampleAgent): string {
  return agent === 'em' ? 'em.mjs' : 'agent.mjs'
}

/** The folder that a process works in, also where that is gone by now. */
function folderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '')
  } catch {
    return undefined
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return address === null || typeof address === 'string' ? 0 : address.port
}
