import { describe, expect, it } from 'vitest'
import type { HistoryEvent } from '../../../main/contract/history-event.ts'
import {
  agentState,
  beatState,
  cutOffRecoveries,
  heldUntil,
  lastRecovery,
  latestEscalations,
  openEscalation,
  recoveriesSince,
  recoverySteps,
  startedProcess,
} from '../../../main/engine/state/agent-queries.ts'
import { applyEvent } from '../../../main/engine/state/apply-event.ts'
import { openShared } from '../../../main/engine/state/open-shared.ts'
import { stateSchema } from '../../../main/engine/state/schema.ts'

const problem = { code: 'agent-silent', sentence: 'It does not beat.', remedy: 'Look at it.' }
const begun = Date.parse('2026-11-22T08:00:00Z')
const at = (minutes: number) => new Date(begun + minutes * 60_000).toISOString()

/** A state that each event is folded into twice, a minute after the one before. */
function folded(...events: HistoryEvent[]) {
  const database = openShared(':memory:')
  database.exec(stateSchema)
  let seq = 0
  const fold = (event: HistoryEvent) => {
    seq += 1
    for (let twice = 0; twice < 2; twice++) applyEvent(database, { ...event, seq, time: at(seq), previous: '', hash: '' })
  }
  for (const event of events) fold(event)
  return { database, fold }
}

const intent = (run: string, trigger: 'manual' | 'heartbeat' = 'heartbeat'): HistoryEvent => ({
  event: 'run.intent',
  run,
  kind: 'recover',
  agent: 'jay',
  trigger,
  pid: 1,
  processStart: 'long ago',
})
const outcome = (run: string, verdict: 'done' | 'failed' | 'skipped', process = 'beats'): HistoryEvent => ({
  event: 'run.outcome',
  run,
  verdict,
  warnings: [],
  warningCount: 0,
  result: { process },
})
const escalated = (escalation: string): HistoryEvent => ({
  event: 'agent.escalated',
  escalation,
  agent: 'jay',
  run: 'r1',
  recovery: null,
  problem,
  dependants: ['rick'],
  bundle: '/b',
})
const dead: HistoryEvent = { event: 'agent.state', agent: 'jay', state: 'dead', since: at(0), why: 'nothing answers', beat: null }

describe('what is recorded of an agent', () => {
  it('is how it stands by its heartbeat, and nothing of one that nobody looked at', () => {
    const { database } = folded(dead)
    expect(agentState(database, 'jay')).toEqual({ agent: 'jay', state: 'dead', since: at(0), why: 'nothing answers', beat: null })
    expect(agentState(database, 'z')).toBeUndefined()
  })

  it('is that it beats when it was brought back, unless nobody could tell', () => {
    const { database, fold } = folded(dead, intent('r1'), outcome('r1', 'done', 'started'))
    expect(beatState(database, 'jay')?.state).toBe('dead')
    for (const event of [intent('r2'), outcome('r2', 'done')]) fold(event)
    expect(beatState(database, 'jay')).toMatchObject({ state: 'alive', since: at(5), beat: at(5) })
    for (const event of [intent('r3'), outcome('r3', 'done')]) fold(event)
    expect(beatState(database, 'jay')).toMatchObject({ state: 'alive', since: at(5), beat: at(7) })
  })

  it('is how often it was brought back by itself: neither by hand, nor where that was not begun, nor before a person looked', () => {
    const { database, fold } = folded(intent('r1'), outcome('r1', 'failed'), intent('r2'), outcome('r2', 'skipped'), intent('r3'))
    expect(recoveriesSince(database, 'jay', at(0))).toBe(2)
    expect(recoveriesSince(database, 'jay', at(2))).toBe(1)
    expect(lastRecovery(database, 'jay')).toMatchObject({ run: 'r2', verdict: 'skipped', at: at(4) })
    fold({ event: 'agent.settled', agent: 'jay', by: 'heartbeat' })
    expect(recoveriesSince(database, 'jay', at(0))).toBe(2)
    fold({ event: 'agent.settled', agent: 'jay', by: 'ann' })
    expect(recoveriesSince(database, 'jay', at(0))).toBe(0)
    for (const event of [intent('r4'), outcome('r4', 'failed'), intent('r5', 'manual'), outcome('r5', 'done')]) fold(event)
    expect(recoveriesSince(database, 'jay', at(0))).toBe(0)
  })

  it('is what a person has to look at, until one has, it goes on beating, or it was brought back', () => {
    const { database, fold } = folded(dead, escalated('e1'), escalated('e2'))
    expect(agentState(database, 'jay')).toMatchObject({ state: 'escalated', since: at(3) })
    expect(openEscalation(database, 'jay')).toMatchObject({ escalation: 'e2', problem, dependants: ['rick'], bundle: '/b' })
    fold({ event: 'agent.settled', agent: 'jay', by: 'heartbeat' })
    expect([openEscalation(database, 'jay'), agentState(database, 'jay')?.state]).toEqual([undefined, 'dead'])
    for (const event of [escalated('e3'), intent('r9', 'manual'), outcome('r9', 'failed')]) fold(event)
    expect(openEscalation(database, 'jay')?.escalation).toBe('e3')
    for (const event of [intent('r10', 'manual'), outcome('r10', 'done')]) fold(event)
    expect(openEscalation(database, 'jay')).toBeUndefined()
    expect(latestEscalations(database, 9).map(({ escalation, settled }) => [escalation, settled])).toEqual([
      ['e3', at(9)],
      ['e2', at(4)],
      ['e1', at(3)],
    ])
  })

  it('is until when it is left alone', () => {
    const { database, fold } = folded({ event: 'agent.held', agent: 'jay', until: at(30), by: 'ann' })
    expect([heldUntil(database, 'jay', at(29)), heldUntil(database, 'jay', at(30))]).toEqual([{ until: at(30) }, undefined])
    fold({ event: 'agent.held', agent: 'jay', until: null, by: 'ann' })
    expect(heldUntil(database, 'jay', at(99))).toEqual({ until: null })
    fold({ event: 'agent.released', agent: 'jay', by: 'ann' })
    expect(heldUntil(database, 'jay', at(4))).toBeUndefined()
  })

  it('is the process that was started last and how it ended, and what was done to bring it back', () => {
    const started = (pid: number): HistoryEvent => ({ event: 'agent.started', agent: 'jay', run: 'r1', pid, processStart: 's', log: '/l' })
    const { database } = folded(
      started(7),
      started(8),
      { event: 'agent.ended', agent: 'jay', pid: 8, code: 3, signal: null },
      { event: 'recovery.step', run: 'r1', recovery: 'c1', agent: 'jay', step: 'composed', repository: 'default', snapshots: ['s1', 's2'] },
      { event: 'recovery.step', run: 'r1', recovery: 'c1', agent: 'jay', step: 'saved', safety: 's3' },
    )
    expect(startedProcess(database, 'jay')).toMatchObject({ pid: 8, code: 3, ended: at(3), log: '/l' })
    expect(recoverySteps(database, 'r1').map(({ step, snapshots, safety }) => [step, snapshots, safety])).toEqual([
      ['composed', ['s1', 's2'], null],
      ['saved', null, 's3'],
    ])
  })

  it('is that several are being brought back, as long as the process that does it is there', () => {
    const recovery = (id: string, pid: number, processStart: string): HistoryEvent => ({
      event: 'recovery.begun',
      recovery: id,
      levels: [['z'], ['jay']],
      trigger: 'manual',
      incomplete: false,
      pid,
      processStart,
    })
    const { database, fold } = folded(recovery('c1', 2 ** 22, '1'), recovery('c2', process.pid, ''))
    expect(agentState(database, 'jay')).toMatchObject({ state: 'recovering', since: at(2) })
    expect(cutOffRecoveries(database).map((one) => one.recovery)).toEqual(['c1'])
    for (const event of [intent('r1'), outcome('r1', 'failed')]) fold(event)
    expect([agentState(database, 'jay'), agentState(database, 'z')?.state]).toEqual([undefined, 'recovering'])
    fold({ event: 'recovery.ended', recovery: 'c2' })
    expect(agentState(database, 'z')).toBeUndefined()
  })
})
