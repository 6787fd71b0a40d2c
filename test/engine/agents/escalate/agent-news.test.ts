import { expect, it } from 'vitest'
import type { Configuration } from '../../../../main/contract/configuration.ts'
import { escalate } from '../../../../main/engine/agents/escalate/escalate.ts'
import { examineAgents } from '../../../../main/engine/doctor/examine-agents.ts'
import { desktopNote } from '../../../../main/engine/news/desktop-note.ts'
import { overview } from '../../../../main/engine/overview/overview.ts'
import { status } from '../../../../main/engine/status.ts'
import { trayState } from '../../../../main/engine/tray/tray-state.ts'
import { at, problem } from '../../health/records.ts'
import { later, newsBench, raised, telling } from '../../news/news-bench.ts'
import { httpSink } from '../../news/sinks.ts'

/** A bench with agents in its configuration, and what brings its records forward. */
async function agentsBench(notifications: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  const bench = await newsBench()
  const one = { start: ['node', 'main.mjs'], heartbeat: { file: 'beat', lateAfter: '10s', deadAfter: '30s' } }
  const configuration: Configuration = telling(notifications, {
    agents: { jay: { path: '/v/agents/jay', ...one, ...more }, leroy: { path: '/v/agents/leroy', ...one, dependsOn: ['jay'] } },
  })
  bench.core.settings.configuration = configuration
  let time = at(20, '12:00')
  const stands = (state: 'alive' | 'dead' | 'late', agent = 'jay') => {
    bench.setTime(time)
    return bench.core.record({
      event: 'agent.state',
      agent,
      state,
      since: time.toISOString(),
      why: 'it has not touched its file',
      beat: null,
    })
  }
  const tell = async () => {
    time = later(time, 1)
    await bench.tell(configuration, time)
  }
  const hand = async () => {
    bench.setTime(time)
    const agent = { name: 'jay', ...(configuration.agents['jay'] ?? expect.fail()) }
    const about = {
      agent,
      run: 'r1',
      recovery: null,
      problem: problem('agent-silent', 'jay did not beat.'),
      dependants: ['leroy'],
      timeline: [],
    }
    return escalate(bench.core, about)
  }
  return { ...bench, configuration, stands, tell, hand, now: () => time }
}

const titles = (shown: readonly { title: string }[]) => shown.map(({ title }) => title)

it('is told once when it is dead, once when it did not come back, and that it is alive again', async () => {
  const sink = await httpSink()
  const bench = await agentsBench({ ntfy: { url: sink.url } })
  await bench.tell()
  await bench.stands('dead')
  for (let times = 0; times < 3; times++) await bench.tell()
  expect(titles(bench.shown)).toEqual(['jay is dead'])
  // Being late again is not being well again.
  await bench.stands('late')
  await bench.tell()
  expect(bench.standing()).toContain('agent/jay')
  await bench.stands('dead')
  await bench.stands('dead', 'leroy')
  const first = await bench.hand()
  // The same failure is handed over once; and leroy, which waits for it, is no news of its own.
  expect((await bench.hand()).escalation).toBe(first.escalation)
  for (let times = 0; times < 3; times++) await bench.tell()
  expect(titles(bench.shown)).toEqual(['jay is dead', 'jay did not come back: it needs you'])
  expect(bench.shown[1]).toMatchObject({
    kind: 'agent',
    subject: 'agent/jay',
    text: expect.stringContaining(`The report is in ${first.bundle}.`),
  })
  expect(sink.got.map(({ headers }) => [headers['priority'], headers['tags']])).toEqual([
    ['5', 'robot'],
    ['5', 'robot'],
  ])
  await bench.stands('alive')
  await bench.stands('alive', 'leroy')
  await bench.core.record({ event: 'agent.settled', agent: 'jay', by: 'its heartbeat' })
  for (let times = 0; times < 3; times++) await bench.tell()
  expect(titles(bench.shown).slice(2)).toEqual(['jay is alive again'])
  expect(bench.standing()).not.toContain('agent/jay')
  expect(raised(bench).filter(({ event }) => event === 'news.raised')).toHaveLength(3)
})

it('is told at once, without waiting for the next look', async () => {
  const bench = await agentsBench()
  await bench.tell()
  await bench.hand()
  await expect.poll(() => titles(bench.shown), { timeout: 20_000 }).toEqual(['jay did not come back: it needs you'])
})

it('comes through quiet hours, and not where a person wants quiet from it', async () => {
  for (const [except, told] of [
    [undefined, ['jay is dead']],
    [['failed'], []],
  ] as const) {
    const quietHours = { from: '11:00', to: '13:00', ...(except === undefined ? {} : { except }) }
    const bench = await agentsBench({ desktop: { quietHours } })
    await bench.stands('dead')
    await bench.tell()
    expect(titles(bench.shown)).toEqual(told)
  }
})

it('is told to nobody while it is held, and again when it is released', async () => {
  const bench = await agentsBench()
  await bench.stands('dead')
  await bench.tell()
  bench.setTime(bench.now())
  await bench.core.record({ event: 'agent.held', agent: 'jay', until: later(bench.now(), 10).toISOString(), by: 'ada' })
  await bench.tell()
  expect((await status(bench.core)).troubles.filter(({ about }) => about === 'agent')).toEqual([])
  // Neither that it is well, which it is not.
  expect(titles(bench.shown)).toEqual(['jay is dead'])
  for (let minutes = 0; minutes < 12; minutes++) await bench.tell()
  expect(titles(bench.shown)).toEqual(['jay is dead', 'jay is dead'])
})

it('is told once when it was brought back by itself, quietly, and not besides what was told of it before', async () => {
  const bench = await agentsBench()
  let count = 0
  const back = async (agent: string, trigger: 'heartbeat' | 'manual' = 'heartbeat') => {
    const run = `back-${++count}`
    await bench.stands('dead', agent)
    await bench.core.record({ event: 'run.intent', run, kind: 'recover', agent, trigger, pid: process.pid, processStart: '' })
    bench.setTime(new Date(bench.now().getTime() + 7000))
    const result = { agent, process: 'beats', repository: 'local', snapshots: ['feed'], safety: 'cafe'.repeat(16) }
    await bench.core.record({ event: 'run.outcome', run, verdict: 'done', warnings: [], warningCount: 0, result })
  }
  await bench.tell()
  await back('jay')
  for (let times = 0; times < 3; times++) await bench.tell()
  expect(bench.shown).toMatchObject([{ kind: 'recovered', subject: 'agent/jay', title: 'jay was dead and is back', remedy: null }])
  expect(bench.shown[0]?.text).toBe(
    'It was brought back by itself from its newest backup, and beats again since Friday, 20 November at 12:01. This took 7 seconds. What was in its folder before is kept in the snapshot cafecafe.',
  )
  const note = desktopNote(bench.shown[0] ?? expect.fail(), 'UTC', bench.now())
  expect(note).toMatchObject({ weight: 'low', page: '/agents/jay', actions: [] })
  // Several at once are one message.
  const levels = [['jay'], ['leroy']]
  const together = { recovery: 'both', levels, trigger: 'heartbeat', incomplete: false, pid: process.pid, processStart: '' } as const
  await bench.core.record({ event: 'recovery.begun', ...together })
  await back('jay')
  await bench.tell()
  expect(bench.shown).toHaveLength(1)
  await back('leroy')
  await bench.core.record({ event: 'recovery.ended', recovery: 'both' })
  for (let times = 0; times < 3; times++) await bench.tell()
  expect(titles(bench.shown).slice(1)).toEqual(['2 agents were dead and are back'])
  // A person who was told that it is dead is told that this is over, and nothing besides; whoever brings one back by hand sees it.
  await bench.stands('dead')
  await bench.tell()
  await back('jay')
  await back('leroy', 'manual')
  for (let times = 0; times < 3; times++) await bench.tell()
  expect(titles(bench.shown).slice(2)).toEqual(['jay is dead', 'jay is alive again'])
  expect(bench.shown[2]?.text).not.toContain('comes and goes')
})

it('stands in status, overview and tray with what mends it', async () => {
  const bench = await agentsBench()
  const seen = async () => {
    const shown = await overview(bench.core)
    const cards = shown.problems.filter(({ id }) => id.startsWith('agent/'))
    return { cards, tray: trayState({ overview: shown, jobs: [] }), attention: (await status(bench.core)).attention }
  }
  bench.setTime(bench.now())
  const calm = await seen()
  expect(calm.cards).toEqual([])
  await bench.stands('dead')
  expect(await seen()).toMatchObject({
    attention: true,
    tray: 'attention',
    cards: [
      {
        tone: 'attention',
        title: 'jay is dead',
        sentence: expect.stringContaining('only when you say so'),
        remedy: 'Bring it back.',
        action: { kind: 'recover-agent', agent: 'jay' },
      },
    ],
  })
  const { bundle } = await bench.hand()
  expect(await seen()).toMatchObject({
    attention: true,
    tray: 'failed',
    cards: [{ tone: 'bad', sentence: expect.stringContaining(bundle), action: { kind: 'open-agent', agent: 'jay' } }],
  })
  await bench.core.record({ event: 'agent.settled', agent: 'jay', by: 'ada' })
  await bench.stands('alive')
  expect((await seen()).cards).toEqual([])
})

it('without a backup is found by the doctor', async () => {
  const bench = await agentsBench({}, { heartbeat: undefined, recover: 'automatic' })
  expect(examineAgents(bench.core).map(({ verdict, finding }) => [verdict, finding.split(':')[0]])).toEqual([
    ['attention', 'jay has no heartbeat, so nobody would notice that it is dead'],
    ['attention', 'jay could not be brought back'],
    ['attention', 'leroy could not be brought back'],
  ])
})
