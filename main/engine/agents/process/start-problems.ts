import type { Problem } from '../../../contract/problem.ts'
import type { Core } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import type { Agent } from '../agent-named.ts'
import { endOfLog } from './agent-log.ts'
import type { AgentEnd } from './start-agent.ts'

/** The problem of an agent that has ended again. */
export function endedProblem(core: Core, agent: Agent, log: string, { code, signal }: AgentEnd): Problem {
  const how = signal !== null ? `was killed (${signal})` : code === null ? 'has ended' : `has ended with exit code ${code}`
  const output = endOfLog(core, log, 4_000)
  return {
    code: 'agent-not-started',
    sentence: `${agent.name} was started, but ${how} before its heartbeat came.`,
    remedy: `Try its start command by hand in ${agent.path}, and see what it wrote: ${log}`,
    ...(output === '' ? {} : { detail: output }),
  }
}

/** Throws: it could not be started. `why`: the end of a sentence. */
export function notStarted({ name, path }: Agent, why: string): never {
  return fail(
    'agent-not-started',
    `${name} could not be started: ${why}.`,
    `See to that, or to "start" of ${name} in the configuration; it is run in ${path}.`,
  )
}

/** Throws: it runs already. */
export function runsAlready({ name }: Agent, pid: number | undefined): never {
  return fail(
    'agent-restarted',
    `${name} was not started, for it runs already (process ${pid}): something else has started it.`,
    `Its folder is as it was brought back, but what runs may have read it before. Stop what starts it, then bring ${name} back again.`,
  )
}

/** Throws: another program answers for it. */
export function addressTaken({ name, heartbeat }: Agent): never {
  return fail(
    'agent-address-taken',
    `${name} does not run, but something else answers at the address of its heartbeat.`,
    `End what answers there, or change the address of ${name} (${heartbeat?.url?.split('?')[0]}): else nobody could tell whether it is back.`,
  )
}

/** Why the system could not run a program, as the end of a sentence. */
export function whyNot(program: string, code: string): string {
  switch (code) {
    case 'ENOENT':
      return `${program} was not found`
    case 'EACCES':
      return `${program} may not be run: it is no program, or not yours to run`
    case 'EAGAIN':
    case 'ENOMEM':
    case 'EMFILE':
    case 'ENFILE':
      return `the machine has no room for another process (${code})`
    default:
      return `${program} could not be run (${code})`
  }
}
