import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Agent } from '../../../../main/engine/agents/agent-named.ts'
import { findProcesses } from '../../../../main/engine/agents/process/find-processes.ts'
import { startAgent } from '../../../../main/engine/agents/process/start-agent.ts'
import { refuseIfRunning, stopAgent } from '../../../../main/engine/agents/process/stop-agent.ts'
import { CancelledError } from '../../../../main/engine/runs/record-run.ts'
import { agentOf } from '../../../helpers/agent-of.ts'
import { isAlive, waitFor } from '../../../helpers/cli-processes.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { recorded, testHome } from '../../../helpers/temporary-home.ts'

const toEnd = new Set<number>()
afterAll(() => {
  // By their numbers: those that are gone already, and whose number nobody else got in these few seconds, are no trouble.
  for (const pid of toEnd)
    if (isAlive(pid))
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has ended in this moment.
      }
})

const never = new AbortController().signal
const patient = 'trap "exit 0" TERM; echo $$ > pid; while :; do sleep 0.05; done'
const stubborn = 'trap "" TERM; echo $$ > pid; while :; do sleep 0.05; done'

/** An agent whose program is a line for a shell. */
async function bench(script: string, parts: Parameters<typeof agentOf>[2] = {}) {
  const { core, root, logged } = await testHome()
  const folder = temporaryFolder('agent')
  const agent = agentOf('jay', folder, { start: ['sh', '-c', script], ...parts })
  const numbers = (file: string) => {
    const pids = existsSync(path.join(folder, file))
      ? (readFileSync(path.join(folder, file), 'utf8').match(/\d+\n/g) ?? []).map(Number)
      : []
    for (const pid of pids) toEnd.add(pid)
    return pids
  }
  return {
    core,
    root,
    logged,
    folder,
    agent,
    /** Numbers that it wrote into a file, once there are so many. */
    written: (file: string, count = 1) => waitFor(file, () => (numbers(file).length >= count ? numbers(file) : undefined)),
    pids: async () => (await findProcesses(core, agent)).map(({ pid }) => pid),
    problem: (stopping: Promise<unknown>) =>
      stopping.then(
        () => 'stopped',
        (error: { problem?: { code: string; sentence: string } }) => error.problem,
      ),
  }
}

/** Runs what an agent is started with, as a person or another program would. */
function byHand({ start: [program = '', ...rest], path: cwd }: Agent): ChildProcess {
  const child = spawn(program, rest, { cwd, stdio: 'ignore', detached: true })
  if (child.pid !== undefined) toEnd.add(child.pid)
  return child
}

describe.concurrent('an agent that is stopped', () => {
  it('is asked first, and its end is recorded', async () => {
    const { core, agent, written, pids, root } = await bench(patient)
    const { pid } = await startAgent(core, agent, 'run-1')
    await written('pid')
    expect(await pids()).toContain(pid)
    const { how, was } = await stopAgent(core, agent, never)
    expect([how, was.includes(pid)]).toEqual(['asked', true])
    expect(await pids()).toEqual([])
    await expect
      .poll(() => recorded(root).filter(({ event }) => event.startsWith('agent.')))
      .toMatchObject([
        { event: 'agent.started', agent: 'jay', run: 'run-1', pid },
        { event: 'agent.ended', agent: 'jay', pid, code: 0, signal: null },
      ])
  })

  it('is ended by force when it does not heed, with its children, and those that left it', async () => {
    const script = `trap "" TERM; echo $$ > pid; sleep 600 & echo $! >> others; (setsid sh -c 'trap "" TERM; echo $$ >> others; cd /; exec sleep 600' &); ${stubborn}`
    const { core, agent, written, pids } = await bench(script, { stopWithin: 300 })
    const started = await startAgent(core, agent, 'run-1')
    const others = await written('others', 2)
    expect(await stopAgent(core, agent, never)).toMatchObject({ how: 'forced' })
    expect([started.pid, ...others].filter(isAlive)).toEqual([])
    expect(await pids()).toEqual([])
  })

  it('is found where a person started it, and not where it does not run', async () => {
    const { core, agent, written, pids } = await bench(patient)
    expect(await stopAgent(core, agent, never)).toMatchObject({ how: 'not-running', was: [] })
    const { pid } = byHand(agent)
    await written('pid')
    expect(await pids()).toContain(pid)
    expect(await stopAgent(core, agent, never)).toMatchObject({ how: 'asked' })
    expect(isAlive(pid ?? 0)).toBe(false)
  })

  it('is not taken for stopped when something starts it again', async () => {
    const { core, agent, written, problem, folder } = await bench(patient)
    const loop = temporaryFolder('supervisor')
    const again = `while [ ! -e enough ]; do (cd "${folder}" && exec sh -c '${patient}') & echo $! >> started; wait; done`
    // At once: there is no look at which none of it is there.
    byHand({ ...agent, path: loop, start: ['sh', '-c', again] })
    await written('pid')
    const begun = performance.now()
    expect(await problem(stopAgent(core, agent, never))).toMatchObject({ code: 'agent-restarted' })
    expect(await problem(refuseIfRunning(core, agent))).toMatchObject({ code: 'agent-restarted' })
    // Its patience is a minute: nobody waits for that while others come and go.
    expect(performance.now() - begun).toBeLessThan(45_000)
    writeFileSync(path.join(loop, 'enough'), '')
    expect(await problem(stopAgent(core, agent, never))).toBe('stopped')
  })

  it('is stopped by its own command where it has one', async () => {
    const script = 'trap "" TERM; echo $$ > pid; while [ ! -e stop ]; do sleep 0.05; done'
    const { core, agent, written } = await bench(script, { stop: ['sh', '-c', 'pwd > stop'] })
    const { pid } = await startAgent(core, agent, 'run-1')
    await written('pid')
    expect(await stopAgent(core, agent, never)).toMatchObject({ how: 'asked' })
    expect(isAlive(pid)).toBe(false)
    expect(readFileSync(path.join(agent.path, 'stop'), 'utf8')).toBe(`${agent.path}\n`)
  })

  it('is stopped all the same when that command fails or hangs', async () => {
    const failing = await bench(patient, { stop: ['sh', '-c', 'echo no such service; exit 5'] })
    await startAgent(failing.core, failing.agent, 'run-1')
    await failing.written('pid')
    expect(await stopAgent(failing.core, failing.agent, never)).toMatchObject({ how: 'asked' })
    expect(failing.logged.join()).toContain('did not succeed (exit code 5): no such service')
    const hanging = await bench(stubborn, { stop: ['sleep', '600'], stopWithin: 300 })
    await startAgent(hanging.core, hanging.agent, 'run-1')
    await hanging.written('pid')
    expect(await stopAgent(hanging.core, hanging.agent, never)).toMatchObject({ how: 'forced' })
  })

  it('is not taken for stopped while its heartbeat goes on, though nothing of it is found', async () => {
    const script = `echo $$ > pid; env -i PATH="$PATH" setsid sh -c 'echo $$ >> pid; beat=$PWD/beat; cd /; while :; do echo > "$beat"; sleep 0.05; done' & exit 0`
    const { core, agent, written, problem, pids } = await bench(script, { heartbeat: { file: 'beat' } })
    const started = await startAgent(core, agent, 'run-1')
    await written('pid', 2)
    await waitFor('its end', () => started.ended() !== null)
    await waitFor('its beat', () => existsSync(path.join(agent.path, 'beat')))
    expect(await pids()).toEqual([])
    expect(await problem(stopAgent(core, agent, never))).toMatchObject({ code: 'agent-restarted' })
  })

  it('is left when the run is cancelled, not ended by force', async () => {
    const { core, agent, written, folder } = await bench(stubborn.replace('""', '"echo asked > asked"'))
    const { pid } = await startAgent(core, agent, 'run-1')
    await written('pid')
    const ending = new AbortController()
    const stopping = stopAgent(core, agent, ending.signal)
    const cancelled = expect(stopping).rejects.toBeInstanceOf(CancelledError)
    await waitFor('that it was asked to end', () => existsSync(path.join(folder, 'asked')))
    ending.abort()
    await cancelled
    expect(isAlive(pid)).toBe(true)
    await stopAgent(core, { ...agent, stopWithin: 1 }, never)
  })

  it('is none of the agents of another home, or another name, in the same folder', async () => {
    const { core, agent, written } = await bench(patient)
    const other = await testHome()
    const { pid } = await startAgent(core, agent, 'run-1')
    await written('pid')
    const elsewhere = { ...agent, start: ['sh', '-c', 'true'] }
    expect(await findProcesses(other.core, elsewhere)).toEqual([])
    expect(await findProcesses(core, { ...elsewhere, name: 'rick' })).toEqual([])
    expect((await findProcesses(core, elsewhere)).map((one) => one.pid)).toContain(pid)
    await stopAgent(core, { ...agent, stopWithin: 1 }, never)
  })
})

describe('a process that may not be ended', () => {
  it('is told, at once', async () => {
    const { core, agent, written, problem, folder } = await bench(stubborn, { stopWithin: 1 })
    mkdirSync(path.join(folder, 'x'))
    await startAgent(core, agent, 'run-1')
    await written('pid')
    const { kill } = process
    process.kill = (pid, signal) => {
      if (signal === 'SIGTERM' || signal === 'SIGKILL') throw Object.assign(new Error('not yours'), { code: 'EPERM' })
      return kill.call(process, pid, signal)
    }
    try {
      expect(await problem(stopAgent(core, agent, never))).toMatchObject({
        code: 'agent-not-stopped',
        sentence: expect.stringMatching(/^jay runs as another user, so that it cannot be ended \(process \d+/),
      })
    } finally {
      process.kill = kill
    }
    expect(await stopAgent(core, agent, never)).toMatchObject({ how: 'forced' })
  })
})
