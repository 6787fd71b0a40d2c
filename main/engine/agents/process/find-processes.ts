import { closeSync, constants, openSync, readSync, realpathSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Core } from '../../core.ts'
import { processAlive } from '../../home/process-identity.ts'
import { fail, systemCode } from '../../problem-error.ts'
import { startedProcess } from '../../state/agent-queries.ts'
import type { Agent } from '../agent-named.ts'
import { homeMark, marks } from './agent-environment.ts'
import { chooseProcesses, isStartedHere } from './choose-processes.ts'
import { type ProcessFacts, processTable } from './process-table.ts'

/**
 * A process of an agent that runs, by number and start (see processStart): numbers are given again. `group`: its process group, 0 where that is not known;
 * `run`: the recovery that started it, or what did, as far as its mark tells; `first`: it runs the start command itself.
 */
export type AgentProcess = Pick<ProcessFacts, 'pid' | 'start' | 'group'> & { readonly run: string | null; readonly first: boolean }

/**
 * What runs of an agent, whoever started it: see {@link chooseProcesses}. Where a platform does not tell more it is the process that we started, and on macOS what belongs to that.
 * @param table what runs on this machine, for whoever looks at many agents at once; looked at anew if left out
 * @throws a problem, `agent-processes-unknown`, where they cannot be looked at
 */
export async function findProcesses(core: Core, agent: Agent, table?: Promise<ProcessFacts[]>): Promise<AgentProcess[]> {
  const last = startedProcess(core.state.database, agent.name)
  const recorded = last === undefined ? null : { pid: last.pid, start: last.processStart }
  if (process.platform === 'win32')
    return recorded !== null && processAlive(recorded.pid, recorded.start) ? [{ ...recorded, group: 0, run: null, first: true }] : []
  const path = realFolder(agent.path)
  const traits = { name: agent.name, path, start: agent.start, runBy: runBy(path, agent), home: homeMark(core.home.root), recorded }
  const ours = new Set([process.pid, ...core.running])
  const chosen = chooseProcesses(await (table ?? tableOrFail()), traits, ours)
  return chosen.map((one) => ({
    pid: one.pid,
    start: one.start,
    group: one.group,
    run: runOf(one.variables),
    first: isStartedHere(one, traits),
  }))
}

/** What runs on this machine. Throws a problem where that cannot be looked at, for what does not show itself might run: then nothing may be restored. */
export async function tableOrFail(): Promise<ProcessFacts[]> {
  try {
    return await processTable()
  } catch (error) {
    return fail(
      'agent-processes-unknown',
      `What runs on this machine cannot be looked at (${systemCode(error) || String(error)}), so that nobody can tell whether an agent still does.`,
      'Try again when fewer programs and files are open.',
    )
  }
}

function runOf(variables: readonly string[]): string | null {
  return variables.find((one) => one.startsWith(`${marks.run}=`))?.slice(marks.run.length + 1) ?? null
}

/** What the first line of an agent's script, where its program is one, says that it is run by: the names of programs. */
function runBy(folder: string, { start: [program = ''] }: Agent): string[] {
  if (!program.includes('/')) return []
  const read = firstLine(resolve(folder, program))
  return read.startsWith('#!')
    ? read
        .slice(2)
        .trim()
        .split(/\s+/)
        .map((word) => basename(word))
    : []
}

/** The first line of a file, as far as the system reads one of a script. */
function firstLine(file: string): string {
  try {
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const line = Buffer.alloc(255)
      return line.toString('utf8', 0, readSync(descriptor, line, 0, line.length, 0)).split('\n')[0] ?? ''
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // It is gone, or no file: then only the usual programs are known.
    return ''
  }
}

/** A folder that is gone is still the one that processes say they work in. */
function realFolder(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
