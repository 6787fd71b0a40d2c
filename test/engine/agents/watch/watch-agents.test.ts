import { describe, expect, it } from 'vitest'
import { holdAgent, releaseAgent, settleAgent } from '../../../../main/engine/agents/watch/hold-agent.ts'
import { watchOf } from '../../../../main/engine/agents/watch/watch-agents.ts'
import { agentState, recoveriesSince } from '../../../../main/engine/state/agent-queries.ts'
import { DamagedColumnError } from '../../../../main/engine/state/json-column.ts'
import { agentWatchBench, asked } from '../../../helpers/agent-watch-bench.ts'

const [second, minute, hour] = [1_000, 60_000, 3_600_000]
const never = () => false

describe('what is recorded', () => {
  it('is a state when it changes, and nothing while all is well', async () => {
    const bench = await agentWatchBench({ jay: asked({ recover: 'ask' }) })
    await bench.pass(10 * minute)
    expect(bench.states()).toEqual(['jay alive'])
    expect(bench.looks.length).toBeGreaterThan(100)
    bench.pretend(never)
    await bench.pass(5 * minute)
    expect(bench.states()).toEqual(['jay alive', 'jay late', 'jay dead'])
    expect(bench.recoveries).toEqual([])
    bench.pretend(() => true)
    await bench.pass(minute)
    expect(bench.states().slice(3)).toEqual(['jay late', 'jay alive'])
  })

  it('is the same when the state is made anew meanwhile, and who brings them back still counts', async () => {
    const bench = await agentWatchBench({ jay: asked({ atMostPerHour: 2 }) })
    await bench.pass(minute)
    expect(await bench.core.state.mend(new DamagedColumnError('a test'))).toBe(true)
    expect(watchOf(bench.core)).toBe(bench.watch)
    await bench.pass(10 * minute)
    expect(bench.states()).toEqual(['jay alive'])
    bench.pretend(never)
    await bench.pass(50 * minute)
    expect(bench.recoveries).toHaveLength(2)
    expect(bench.states().slice(0, 3)).toEqual(['jay alive', 'jay late', 'jay dead'])
  })

  it('is that nobody can tell of one without a heartbeat', async () => {
    const bench = await agentWatchBench({ jay: asked({ heartbeat: undefined }) })
    await bench.pass(hour)
    expect(bench.states()).toEqual(['jay unknown'])
    expect(bench.recoveries).toEqual([])
  })
})

describe('one that is dead', () => {
  it('is brought back once, within the time that makes it dead and a moment', async () => {
    const bench = await agentWatchBench({ jay: asked() })
    bench.pretend((at) => at < minute || bench.recoveries.length > 0)
    await bench.pass(10 * minute)
    expect(bench.recoveries).toHaveLength(1)
    expect(bench.recoveries[0]?.at).toBeGreaterThanOrEqual(minute + 26 * second)
    expect(bench.recoveries[0]?.at).toBeLessThanOrEqual(minute + 42 * second)
    expect(bench.states()).toEqual(['jay alive', 'jay late', 'jay dead'])
    expect(agentState(bench.core.state.database, 'jay')).toMatchObject({ state: 'alive', why: 'it was brought back' })
    expect(bench.watch.standing('jay')?.state).toBe('alive')
  })

  it('is brought back together with those that died of the same', async () => {
    const bench = await agentWatchBench({
      z: asked(),
      jay: asked({ dependsOn: ['z'] }),
      rick: asked({ dependsOn: ['z'] }),
    })
    bench.pretend((at) => at < minute || bench.recoveries.length > 0)
    await bench.pass(10 * minute)
    expect(bench.recoveries.map(({ agents }) => agents)).toEqual([['z', 'jay', 'rick']])
  })

  it("that flaps is brought back as often as configured, then escalated once, and is a person's", async () => {
    const bench = await agentWatchBench({
      z: asked({ critical: true, atMostPerHour: 2 }),
      jay: asked({ dependsOn: ['z'], recover: 'ask' }),
    })
    // It beats for two minutes after each recovery.
    bench.pretend((at, agent) => agent === 'jay' || at - (bench.recoveries.at(-1)?.at ?? 0) < 2 * minute)
    await bench.pass(50 * minute)
    expect(bench.recoveries).toHaveLength(2)
    expect(bench.escalated.map(({ agent, problem, dependants }) => [agent.name, problem.code, dependants])).toEqual([
      ['z', 'agent-flapping', ['jay']],
    ])
    expect(bench.escalated[0]?.timeline.map(({ what }) => what)).toContain('dead: nothing answers')
    await bench.pass(2 * hour)
    expect([bench.recoveries.length, bench.escalated.length]).toEqual([2, 1])
    expect(agentState(bench.core.state.database, 'z')?.state).toBe('escalated')
    // Whoever has looked lets it be tried again, as often as before.
    expect(await settleAgent(bench.core, 'z', 'test')).toBe(true)
    await bench.pass(50 * minute)
    expect([bench.recoveries.length, bench.escalated.length]).toEqual([4, 2])
  })

  it('and has passed its limit slowly enough is not escalated', async () => {
    const bench = await agentWatchBench({ jay: asked({ atMostPerHour: 2 }) })
    bench.pretend((at) => at - (bench.recoveries.at(-1)?.at ?? 0) < 31 * minute)
    await bench.pass(3 * hour)
    expect(bench.recoveries.length).toBeGreaterThan(4)
    expect(bench.escalated).toEqual([])
  })

  it('and is not brought back stays dead to the records, and is tried anew as seldom as it takes to be dead', async () => {
    const bench = await agentWatchBench({ jay: asked({ atMostPerHour: 60 }) }, (names, { recordRecovery }) =>
      Promise.all(names.map((name) => recordRecovery(name, 'heartbeat', 'failed'))).then(() => undefined),
    )
    bench.pretend(never)
    await bench.pass(10 * minute)
    const gaps = bench.recoveries.map(({ at }, n) => at - (bench.recoveries[n - 1]?.at ?? 0))
    expect(gaps.length).toBeGreaterThan(5)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(30 * second)
    expect(bench.states()).toEqual(['jay unknown', 'jay late', 'jay dead'])
  })

  it('and cannot be begun with is tried again after a minute, and that is told', async () => {
    const bench = await agentWatchBench({ jay: asked() }, async () => {
      throw new Error('somebody else is at it')
    })
    bench.pretend(never)
    await bench.pass(5 * minute)
    expect(bench.troubles.map(String)).toContain('Error: somebody else is at it')
    const gaps = bench.recoveries.slice(1).map(({ at }, n) => at - (bench.recoveries[n]?.at ?? 0))
    expect(gaps.length).toBeGreaterThan(1)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(minute)
  })

  it('and was cancelled by a person is left to that person until it beats again', async () => {
    let verdict: 'cancelled' | 'done' = 'cancelled'
    const bench = await agentWatchBench({ jay: asked() }, (names, { recordRecovery }) =>
      Promise.all(names.map((name) => recordRecovery(name, 'heartbeat', verdict))).then(() => undefined),
    )
    bench.pretend(never)
    await bench.pass(10 * minute)
    expect(bench.recoveries).toHaveLength(1)
    verdict = 'done'
    bench.pretend(() => true)
    await bench.pass(5 * minute)
    bench.pretend(() => bench.recoveries.length > 1)
    await bench.pass(5 * minute)
    expect(bench.recoveries).toHaveLength(2)
  })
})

describe('holding', () => {
  it('keeps it from being brought back, until it is released or the time is over', async () => {
    const bench = await agentWatchBench({ jay: asked() })
    bench.pretend(() => bench.recoveries.length > 0)
    await holdAgent(bench.core, 'jay', null, 'test')
    await bench.pass(hour)
    expect(bench.recoveries).toEqual([])
    expect(bench.watch.standing('jay')?.state).toBe('dead')
    expect(await releaseAgent(bench.core, 'jay', 'test')).toBe(true)
    expect(await releaseAgent(bench.core, 'jay', 'test')).toBe(false)
    await bench.pass(10 * second)
    expect(bench.recoveries).toHaveLength(1)
    bench.pretend(() => bench.recoveries.length > 1)
    const until = bench.now() + 10 * minute
    await holdAgent(bench.core, 'jay', new Date(bench.core.ports.clock.now().getTime() + 10 * minute).toISOString(), 'test')
    await bench.pass(20 * minute)
    expect(bench.recoveries).toHaveLength(2)
    expect(bench.recoveries[1]?.at).toBeGreaterThanOrEqual(until)
    expect(bench.recoveries[1]?.at).toBeLessThanOrEqual(until + 15 * second)
  })

  it('refuses a time that has passed, and a name that nobody has', async () => {
    const bench = await agentWatchBench({ jay: asked() })
    await expect(holdAgent(bench.core, 'jay', '2020-01-01T00:00:00Z', 'test')).rejects.toMatchObject({
      problem: { code: 'agent-hold-past' },
    })
    await expect(holdAgent(bench.core, 'jai', null, 'test')).rejects.toMatchObject({ problem: { code: 'agent-unknown' } })
  })
})

describe('time that passes otherwise', () => {
  it('lets nobody be dead at once after sleep, and notices who is then', async () => {
    const bench = await agentWatchBench({ jay: asked() })
    await bench.pass(minute)
    bench.pretend(never)
    bench.sleep(8 * hour)
    const awake = bench.now()
    await bench.pass(15 * second)
    expect(bench.states()).not.toContain('jay dead')
    await bench.pass(minute)
    expect(bench.states()).toContain('jay dead')
    expect(bench.recoveries[0]?.at).toBeGreaterThanOrEqual(awake + 20 * second)
  })

  it.each([
    ['a day ahead', 24 * hour],
    ['a day back', -24 * hour],
  ])('is no matter where the clock is set %s', async (_, by) => {
    const bench = await agentWatchBench({ jay: asked({ atMostPerHour: 2 }) })
    await bench.pass(minute)
    bench.sleep(0, by)
    await bench.pass(minute)
    expect(bench.states()).toEqual(['jay alive'])
    const before = bench.now()
    bench.pretend((at) => at < before + minute || bench.recoveries.length > 0)
    await bench.pass(10 * minute)
    expect(bench.recoveries).toHaveLength(1)
    expect(bench.watch.standing('jay')?.state).toBe('alive')
  })

  it('counts what a clock that ran ahead brought back as of when it was set right', async () => {
    const bench = await agentWatchBench({ jay: asked() })
    await bench.recordRecovery('jay', 'heartbeat')
    bench.sleep(0, -24 * hour)
    await bench.recordRecovery('jay', 'heartbeat')
    const since = (before: number) => new Date(bench.core.ports.clock.now().getTime() - before).toISOString()
    expect(recoveriesSince(bench.core.state.database, 'jay', since(hour))).toBe(2)
    bench.sleep(0, 2 * hour)
    expect(recoveriesSince(bench.core.state.database, 'jay', since(hour))).toBe(0)
  })
})

describe('a start of the daemon', () => {
  it('brings nobody back for what was recorded before, only for what it sees', async () => {
    const bench = await agentWatchBench({ jay: asked(), z: asked() })
    bench.pretend(never)
    await holdAgent(bench.core, 'jay', null, 'test')
    await holdAgent(bench.core, 'z', null, 'test')
    await bench.pass(minute)
    await releaseAgent(bench.core, 'jay', 'test')
    await releaseAgent(bench.core, 'z', 'test')
    await bench.restart()
    const started = bench.now()
    // One was started by somebody meanwhile.
    bench.pretend((_, agent) => agent === 'z' || bench.recoveries.length > 0)
    await bench.pass(25 * second)
    expect(bench.recoveries).toEqual([])
    await bench.pass(minute)
    expect(bench.recoveries.map(({ agents }) => agents)).toEqual([['jay']])
    expect(bench.recoveries[0]?.at).toBeGreaterThanOrEqual(started + 30 * second)
    expect(bench.watch.standing('z')?.state).toBe('alive')
  })

  it('ends what goes on politely, and begins nothing more', async () => {
    let ended: AbortSignal | undefined
    const bench = await agentWatchBench({ jay: asked() }, async (_, __, signal) => {
      ended = signal
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    })
    bench.pretend(never)
    for (let n = 0; n < 60 && bench.recoveries.length === 0; n++) {
      bench.sleep(second)
      await bench.watch.look()
    }
    expect(bench.recoveries).toHaveLength(1)
    await bench.watch.stop()
    expect(ended?.aborted).toBe(true)
    bench.sleep(hour)
    await bench.watch.look()
    expect(bench.recoveries).toHaveLength(1)
    expect(bench.troubles).toEqual([])
  })
})

describe('a recovery by somebody else', () => {
  it('is neither looked into nor doubled, and what it says counts', async () => {
    const bench = await agentWatchBench({ jay: asked() })
    bench.pretend(never)
    const { core } = bench
    await core.record({
      event: 'recovery.begun',
      recovery: 'r1',
      levels: [['jay']],
      trigger: 'manual',
      incomplete: false,
      pid: process.pid,
      processStart: '',
    })
    await bench.pass(10 * minute)
    expect(bench.looks).toEqual([])
    expect(agentState(core.state.database, 'jay')?.state).toBe('recovering')
    await bench.recordRecovery('jay', 'manual')
    await core.record({ event: 'recovery.ended', recovery: 'r1' })
    bench.pretend(() => true)
    await bench.pass(minute)
    expect(bench.recoveries).toEqual([])
    expect(agentState(core.state.database, 'jay')).toMatchObject({ state: 'alive', why: 'it was brought back' })
    expect(bench.states()).toEqual([])
  })

  it('that was cut off is over with its process', async () => {
    const bench = await agentWatchBench({ jay: asked() })
    const gone = { recovery: 'r1', levels: [['jay']], trigger: 'manual' as const, incomplete: false, pid: 2 ** 22, processStart: '1' }
    await bench.core.record({ event: 'recovery.begun', ...gone })
    await bench.pass(minute)
    expect(agentState(bench.core.state.database, 'jay')?.state).toBe('alive')
  })

  it('settles what was escalated, and lets it be brought back by itself again', async () => {
    const bench = await agentWatchBench({ jay: asked({ atMostPerHour: 1 }) }, (names, { recordRecovery }) =>
      Promise.all(names.map((name) => recordRecovery(name, 'heartbeat', 'failed'))).then(() => undefined),
    )
    bench.pretend(never)
    await bench.pass(5 * minute)
    expect([bench.recoveries.length, bench.escalated.length]).toEqual([1, 1])
    await bench.recordRecovery('jay', 'manual')
    expect(agentState(bench.core.state.database, 'jay')?.state).toBe('alive')
    await bench.pass(5 * minute)
    expect([bench.recoveries.length, bench.escalated.length]).toEqual([2, 2])
  })
})

describe('one that was escalated', () => {
  it("is nobody's to look after any more once it has gone on beating for a while", async () => {
    const bench = await agentWatchBench({ jay: asked({ atMostPerHour: 1 }) }, (names, { recordRecovery }) =>
      Promise.all(names.map((name) => recordRecovery(name, 'heartbeat', 'failed'))).then(() => undefined),
    )
    bench.pretend(never)
    await bench.pass(5 * minute)
    expect(bench.escalated).toHaveLength(1)
    bench.pretend(() => true)
    await bench.pass(9 * minute)
    expect(bench.events('agent.settled')).toEqual([])
    await bench.pass(hour)
    expect(bench.events('agent.settled').map(({ agent, by }) => [agent, by])).toEqual([['jay', 'heartbeat']])
    expect(agentState(bench.core.state.database, 'jay')?.state).toBe('alive')
  })
})

describe('a change of the configuration', () => {
  it('ends the watch over one that is renamed or removed while it is dead, and begins the new one anew', async () => {
    const bench = await agentWatchBench({ jay: asked(), z: asked() })
    bench.pretend((at) => at < minute || bench.recoveries.length > 0)
    while (bench.watch.standing('jay')?.state !== 'dead') await bench.pass(second)
    expect(bench.recoveries).toEqual([])
    bench.configure({ june: asked() })
    const changed = bench.now()
    await bench.pass(10 * minute)
    expect(bench.watch.standing('jay')).toBeUndefined()
    expect(bench.recoveries.map(({ agents }) => agents)).toEqual([['june']])
    expect(bench.recoveries[0]?.at).toBeGreaterThanOrEqual(changed + 30 * second)
  })

  it('lets a recovery come to its end whose agent is removed, and watches others on as they were', async () => {
    const going = Promise.withResolvers<void>()
    const bench = await agentWatchBench({ jay: asked(), z: asked() }, async (names, { recordRecovery }) => {
      await going.promise
      for (const name of names) await recordRecovery(name, 'heartbeat')
    })
    bench.pretend((_, agent) => agent === 'z')
    for (let n = 0; n < 60 && bench.recoveries.length === 0; n++) {
      bench.sleep(second)
      await bench.watch.look()
    }
    bench.configure({ z: asked({ dependsOn: [] }) })
    const looks = bench.looks.length
    going.resolve()
    await bench.pass(minute)
    expect(bench.recoveries).toHaveLength(1)
    expect(new Set(bench.looks.slice(looks))).toEqual(new Set(['z']))
    expect(bench.states().filter((state) => state.startsWith('z'))).toEqual(['z alive'])
    expect(bench.troubles).toEqual([])
  })
})

describe('many', () => {
  it('are looked at on one beat: two hundred wake the machine no more often than one', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [`a${n}`, asked({ heartbeat: { file: 'beat', lateAfter: '1m', deadAfter: '3m' } })]),
    )
    const bench = await agentWatchBench(many)
    await bench.pass(minute)
    const looks = bench.looks.length
    const lines = bench.events('agent.state').length
    await bench.pass(10 * minute)
    // Three times in what makes them late.
    expect((bench.looks.length - looks) / 200).toBe(30)
    expect([lines, bench.events('agent.state').length]).toEqual([200, 200])
  })

  it('are not held up by one whose look goes wrong', async () => {
    const bench = await agentWatchBench({ jay: asked(), z: asked() })
    bench.pretend((_, agent) => {
      if (agent === 'jay') throw new Error('it went wrong')
      return true
    })
    await bench.pass(minute)
    expect(bench.watch.standing('z')?.state).toBe('alive')
    expect(bench.troubles.length).toBeGreaterThan(0)
  })
})
