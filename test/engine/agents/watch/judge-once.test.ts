import { describe, expect, it } from 'vitest'
import type { Probe } from '../../../../main/engine/agents/heartbeat/probe.ts'
import { judgeOnce } from '../../../../main/engine/agents/watch/judge-once.ts'
import type { KnownAgent } from '../../../../main/engine/state/agent-queries.ts'

const now = new Date('2026-11-22T08:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000).toISOString()
const agent = { heartbeat: { file: 'beat', url: undefined, command: undefined, lateAfter: 60_000, deadAfter: 180_000 } }
const silent: Probe = { kind: 'silent', why: 'nothing answers' }
const known = (state: KnownAgent['state']): KnownAgent => ({ agent: 'jay', state, since: ago(9_000), why: 'as it was', beat: ago(9_001) })
const judged = (found: Probe, runs = false, before?: KnownAgent) => judgeOnce(agent, before, found, runs, now)

describe('a single look', () => {
  it.each([
    ['a moment', 59, 'alive'],
    ['a while', 61, 'late'],
    ['long', 181, 'dead'],
    ['a moment, by a clock that is a little ahead of ours', -30, 'alive'],
  ])('believes a file that was touched %s ago', (_, seconds, state) => {
    expect(judged({ kind: 'beat', at: ago(seconds) })).toMatchObject({ state, beat: ago(Math.max(0, seconds)) })
  })

  it('tells since when one is dead whose file says so', () => {
    expect(judged({ kind: 'beat', at: ago(500) }).since).toBe(ago(500))
    expect(judged({ kind: 'beat', at: ago(500) }, false, known('dead')).since).toBe(ago(9_000))
  })

  it('believes no date that is yet to come, and does not guess where nobody can tell', () => {
    expect(judged({ kind: 'beat', at: ago(-3_600) })).toMatchObject({ state: 'unknown', beat: null })
    expect(judged({ kind: 'unknown', why: 'its disk does not answer' })).toMatchObject({
      state: 'unknown',
      why: 'its disk does not answer',
    })
    expect(judgeOnce({ heartbeat: null }, undefined, silent, false, now)).toMatchObject({ state: 'unknown', why: 'it has no heartbeat' })
  })

  it('takes one that does not answer for dead, but not while it runs, unless it was dead already', () => {
    expect(judged(silent)).toEqual({ state: 'dead', since: null, why: 'nothing answers', beat: null })
    expect(judged(silent, true)).toMatchObject({ state: 'late', why: 'nothing answers, but it runs' })
    expect(judged(silent, true, known('dead'))).toMatchObject({ state: 'dead', since: ago(9_000), beat: ago(9_001) })
  })

  it('takes an answer for a heartbeat of now', () => {
    expect(judged({ kind: 'beat', at: ago(0), live: true }, false, known('alive'))).toMatchObject({
      state: 'alive',
      since: ago(9_000),
      beat: ago(0),
    })
  })
})
