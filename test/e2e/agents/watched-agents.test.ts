import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { processesNaming, signal, waitFor } from '../../helpers/cli-processes.ts'
import { type DaemonBench, openDaemonBench } from '../../helpers/daemon-bench.ts'

/** Beats by touching a file, so many times, once nothing holds it. */
const program = `#!/bin/sh
while [ -e hold ]; do sleep 0.1; done
n=0
while [ "$n" -lt "$1" ]; do date > beat; n=$((n + 1)); sleep 0.2; done
`

const scriptOf = (bench: DaemonBench, name: string) => path.join(bench.vault, name, 'agent.sh')
const memoryOf = (bench: DaemonBench, name: string) => path.join(bench.vault, name, 'memory.txt')
const runningOf = (bench: DaemonBench, name: string) => processesNaming(scriptOf(bench, name)).map(({ pid }) => pid)

type Wanted = { readonly beats?: number; readonly more?: object }

/** Makes the folders of agents, backs them up, loses what they know, and puts the agents in force: none of them runs. */
async function benchWith(wanted: Readonly<Record<string, Wanted>>): Promise<DaemonBench> {
  const bench = openDaemonBench({})
  const agents: Record<string, object> = {}
  for (const [name, { beats = 1_000_000, more = {} }] of Object.entries(wanted)) {
    mkdirSync(path.join(bench.vault, name))
    writeFileSync(scriptOf(bench, name), program)
    chmodSync(scriptOf(bench, name), 0o755)
    writeFileSync(memoryOf(bench, name), `what ${name} knows`)
    agents[name] = {
      path: path.join(bench.vault, name),
      start: [scriptOf(bench, name), String(beats)],
      heartbeat: { file: 'beat', lateAfter: '1s', deadAfter: '2s' },
      stopWithin: '1s',
      aliveWithin: '30s',
      recover: 'automatic',
      ...more,
    }
  }
  expect(await bench.json(['backup', bench.vault])).toMatchObject({ exitCode: 0 })
  for (const name of Object.keys(wanted)) rmSync(memoryOf(bench, name))
  bench.configure({ agents })
  return bench
}

/** How the runs that brought an agent back ended, in order: `heartbeat done`. */
function recoveries(bench: DaemonBench, name: string): string[] {
  const outcomes = new Map(bench.events('run.outcome').map(({ run, verdict }) => [run, verdict]))
  const runs = bench.events('run.intent').filter(({ kind, agent }) => kind === 'recover' && agent === name)
  return runs.map(({ run, trigger }) => `${trigger} ${outcomes.get(run) ?? 'open'}`)
}

async function stop(daemon: { readonly pid: number; readonly ended: Promise<unknown> }): Promise<void> {
  signal(daemon.pid, 'SIGTERM')
  expect(await daemon.ended).toMatchObject({ code: 0, signal: null })
}

describe('the daemon', { timeout: 180_000 }, () => {
  test('brings back who is dead, leaves alone who is held or to be asked for, hands who dies again and again to a person, and goes on after a kill', async () => {
    const bench = await benchWith({
      jay: {},
      slow: {},
      rick: { more: { recover: 'ask' } },
      held: {},
      flap: { beats: 3, more: { atMostPerHour: 1 } },
    })
    expect(await bench.cli(['agents', 'hold', 'held'])).toMatchObject({ code: 0 })
    const daemon = await bench.startDaemon()
    await waitFor('the first recovery', () => ['jay', 'flap', 'slow'].every((name) => recoveries(bench, name)[0] === 'heartbeat done'))
    expect(readFileSync(memoryOf(bench, 'jay'), 'utf8')).toBe('what jay knows')
    // Once more, now that it was seen alive.
    const before = [runningOf(bench, 'jay'), runningOf(bench, 'slow')].flat()
    for (const pid of runningOf(bench, 'jay')) signal(pid, 'SIGKILL')
    await waitFor('the second recovery', () => recoveries(bench, 'jay')[1] === 'heartbeat done')
    await waitFor('the escalation', () => bench.events('agent.escalated').length > 0)
    expect(bench.events('agent.escalated')).toMatchObject([{ agent: 'flap', problem: { code: 'agent-flapping' } }])
    expect(existsSync(path.join(String(bench.events('agent.escalated')[0]?.['bundle']), 'report.txt'))).toBe(true)
    expect(recoveries(bench, 'flap')).toEqual(['heartbeat done'])
    expect([recoveries(bench, 'rick'), recoveries(bench, 'held')]).toEqual([[], []])
    const states = Object.fromEntries((await listed(bench)).map(({ agent, state }) => [agent, state]))
    expect(states).toMatchObject({ rick: 'dead', held: 'dead', flap: 'escalated' })

    const hold = path.join(bench.vault, 'slow', 'hold')
    writeFileSync(hold, '')
    for (const pid of runningOf(bench, 'slow')) signal(pid, 'SIGKILL')
    const started = () => bench.events('recovery.step').filter(({ agent, step }) => agent === 'slow' && step === 'started')
    await waitFor('the second start of the slow one', () => started().length === 2)
    signal(daemon.pid, 'SIGKILL')
    await daemon.ended
    const after = [runningOf(bench, 'jay'), runningOf(bench, 'slow')]
    expect(after.map((pids) => pids.length)).toEqual([1, 1])
    const again = await bench.startDaemon()
    rmSync(hold)
    await waitFor('what was cut off', () => recoveries(bench, 'slow')[2]?.endsWith('done') === true)
    expect(recoveries(bench, 'slow')).toEqual(['heartbeat done', 'heartbeat interrupted', 'heartbeat done'])
    expect([runningOf(bench, 'jay'), runningOf(bench, 'slow')]).toEqual(after)
    expect(bench.events('recovery.ended')).toHaveLength(bench.events('recovery.begun').length)
    // What we started outlives us.
    await stop(again)
    expect([runningOf(bench, 'jay'), runningOf(bench, 'slow')]).toEqual(after)
    expect(after.flat().some((pid) => before.includes(pid))).toBe(false)
  })
})

async function listed(bench: DaemonBench): Promise<{ agent: string; state: string }[]> {
  const { agents } = await bench.json(['agents'])
  return agents as { agent: string; state: string }[]
}
