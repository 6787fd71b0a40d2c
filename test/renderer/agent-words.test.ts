import { describe, expect, it } from 'vitest'
import type { AgentPlan, AgentStanding } from '../../main/contract/procedures/agents.ts'
import type { RecoverResult } from '../../main/contract/procedures/run-results.ts'
import { runSummary, runTitle } from '../../renderer/pages/activity/run-words.ts'
import {
  asSentence,
  beatInWords,
  countsInWords,
  heartbeatInWords,
  layerName,
  layersInWords,
  levelWords,
  limitsInWords,
  needsSomebody,
  planInWords,
  standingWords,
  whenDeadInWords,
} from '../../renderer/pages/agents/agent-words.ts'
import { isBack, type RecoverRun, recoveredInWords, recoveryTitle } from '../../renderer/pages/agents/recovery-words.ts'

const until = { until: null }
const now = new Date('2026-11-22T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000).toISOString()

describe('how an agent stands', () => {
  it.each<[AgentStanding['state'], AgentStanding['held'], string, boolean]>([
    ['alive', null, 'Alive', false],
    ['late', null, 'Late', false],
    ['dead', null, 'Dead', true],
    ['dead', until, 'Left alone', false],
    ['alive', until, 'Left alone', false],
    ['unknown', null, 'Unknown', false],
    ['recovering', until, 'Coming back', false],
    ['escalated', null, 'Needs you', true],
    ['escalated', until, 'Needs you', true],
  ])('%s, held %j: %s', (state, held, word, needs) => {
    expect(standingWords({ state, held }).word).toBe(word)
    expect(needsSomebody({ state, held })).toBe(needs)
  })

  it('is counted for all of them', () => {
    const of = (state: AgentStanding['state'], held: AgentStanding['held'] = null) => ({ state, held })
    expect(countsInWords([of('alive'), of('dead'), of('alive'), of('dead', until)])).toBe('2 alive, 1 dead, 1 left alone')
    expect(countsInWords([of('escalated'), of('escalated')])).toBe('2 need you')
    expect(countsInWords([of('escalated')])).toBe('1 needs you')
  })

  it.each([
    [0, 'just now'],
    [9, 'just now'],
    [12, '10 seconds ago'],
    [59, '50 seconds ago'],
    [61, 'a minute ago'],
    [240, '4 minutes ago'],
    [-3, 'just now'],
  ])('a heartbeat %i seconds ago is told as %s', (seconds, words) => expect(beatInWords(ago(seconds), now)).toBe(words))

  it('says by what it lives, from when on it is late and dead, and what happens then', () => {
    expect(heartbeatInWords({ by: 'file', what: 'run/beat' })).toBe('It touches the file run/beat')
    expect(heartbeatInWords({ by: 'url', what: 'http://127.0.0.1:1/' })).toBe('It answers at http://127.0.0.1:1/')
    expect(heartbeatInWords({ by: 'command', what: 'node check.mjs' })).toBe('The command node check.mjs ends well')
    expect(heartbeatInWords({ by: 'nothing', what: '' })).toContain('nobody can tell')
    expect(limitsInWords({ lateAfter: 60_000, deadAfter: 180_000 })).toBe('Late after 1 min without one, dead after 3 min')
    const often = { recover: 'automatic', atMostPerHour: 3, recoveriesLastHour: 0 } as const
    expect(whenDeadInWords(often)).toBe('It is brought back by itself, at most 3 times an hour')
    expect(whenDeadInWords({ ...often, atMostPerHour: 1, recoveriesLastHour: 1 })).toBe(
      'It is brought back by itself, at most once an hour; 1 in the last hour',
    )
    expect(whenDeadInWords({ ...often, atMostPerHour: 2 })).toContain('at most twice an hour')
    expect(whenDeadInWords({ ...often, recover: 'ask' })).toBe('You are asked')
  })
})

describe('what would bring it back', () => {
  const layer = (plan: string | null, how: 'whole' | 'part') =>
    ({
      repository: 'drive',
      snapshot: 'abcdef0123456',
      label: null,
      plan,
      time: ago(0),
      how,
      patterns: [],
      files: null,
      bytes: null,
    }) as const

  it('names the snapshots by their plans', () => {
    expect(layersInWords({ layers: [] })).toBe('')
    expect(layersInWords({ layers: [layer('weekly', 'whole')] })).toBe('weekly')
    expect(layersInWords({ layers: [layer('weekly', 'whole'), layer('daily', 'part'), layer('daily', 'part')] })).toBe(
      'weekly, with daily laid over it',
    )
    expect(layersInWords({ layers: [layer('weekly', 'whole'), layer('daily', 'part'), layer('rules', 'part')] })).toBe(
      'weekly, with daily and rules laid over it',
    )
    expect(layerName(layer(null, 'whole'))).toBe('abcdef01')
    expect(layerName({ ...layer(null, 'whole'), label: 'by hand' })).toBe('by hand')
  })

  it('counts what becomes of the files, and leaves out what there is none of', () => {
    const plan: Pick<AgentPlan, 'added' | 'replaced' | 'same' | 'stay' | 'preserved' | 'examples'> = {
      added: 0,
      replaced: 2,
      same: 1,
      stay: 0,
      preserved: 1,
      examples: { replaced: ['a', 'b'], preserved: ['log'] },
    }
    expect(planInWords(plan)).toEqual([
      { files: 2, words: 'files are replaced', examples: ['a', 'b'] },
      { files: 1, words: 'file is there already, the same', examples: [] },
      { files: 1, words: 'file stays as it is, as configured', examples: ['log'] },
    ])
  })

  it('names the levels, however many', () => {
    expect(levelWords(0)).toEqual({ title: 'First', lead: 'They need nobody else.' })
    expect(levelWords(2).title).toBe('Third')
    expect(levelWords(20).title).toBe('Level 21')
  })

  it('makes sentences of half ones', () => {
    expect(asSentence('its folder is gone')).toBe('Its folder is gone.')
    expect(asSentence('Done!')).toBe('Done!')
    expect(asSentence(' ')).toBe('')
  })
})

describe('how a recovery ended', () => {
  const result: RecoverResult = {
    agent: 'jay',
    recovery: 'one',
    folder: 'recovered',
    process: 'beats',
    repository: 'drive',
    snapshots: ['abc'],
    safety: 'def',
    added: 3,
    replaced: 1,
    preserved: 2,
    pid: 1,
    log: null,
    took: 43_000,
  }
  const run = (agent: string, verdict: RecoverRun['verdict'], what: Partial<RecoverRun> = {}): RecoverRun => ({
    kind: 'recover',
    run: `run-${agent}`,
    plan: null,
    vault: null,
    vaultName: null,
    repository: 'drive',
    verdict,
    problem: null,
    warnings: [],
    warningCount: 0,
    failed: [],
    result: { ...result, agent },
    ...what,
  })
  const silent = { code: 'agent-silent', sentence: 'No heartbeat came.', remedy: 'Read its log.' }

  it('is told for one, and for several', () => {
    expect(recoveryTitle({ runs: [run('jay', 'done')], verdict: 'done' })).toEqual({ tone: 'good', title: 'jay is back' })
    expect(recoveryTitle({ runs: [run('jay', 'failed')], verdict: 'failed' })).toEqual({ tone: 'bad', title: 'jay did not come back' })
    expect(recoveryTitle({ runs: [run('z', 'done'), run('jay', 'warnings')], verdict: 'warnings' }).title).toBe('All 2 agents are back')
    expect(recoveryTitle({ runs: [run('z', 'done'), run('jay', 'failed')], verdict: 'failed' }).title).toBe('1 of 2 agents are back')
    expect(recoveryTitle({ runs: [run('z', 'done'), run('jay', 'cancelled')], verdict: 'cancelled' }).title).toBe('It was cancelled')
    expect(recoveryTitle({ runs: [], verdict: 'failed' })).toEqual({ tone: 'bad', title: 'Nothing was brought back' })
    expect(recoveryTitle({ runs: [], verdict: 'done' }).tone).toBe('good')
  })

  it('counts one that another Vaultkeeper brought back as back', () => {
    expect(isBack(run('jay', 'skipped', { problem: { ...silent, code: 'agent-back-already' } }))).toBe(true)
    expect(isBack(run('jay', 'skipped', { problem: silent }))).toBe(false)
  })

  it('says what became of the folder and of the process', () => {
    expect(recoveredInWords({ result })).toBe(
      '1 file replaced, 3 brought back, 2 files left as they were; it was started, and beats, after 43 s.',
    )
    expect(recoveredInWords({ result: { ...result, preserved: 0, process: 'started' } })).toBe(
      '1 file replaced, 3 brought back; it was started, after 43 s.',
    )
    expect(recoveredInWords({ result: { ...result, folder: 'as-before', process: 'not-started' } })).toBe('Its folder is as it was before.')
    expect(recoveredInWords({ result: { ...result, replaced: 0, added: 0, preserved: 1 } })).toBe(
      'Its files were as in the backup, 1 file left as it was; it was started, and beats, after 43 s.',
    )
    expect(recoveredInWords({ result: null })).toBe('')
  })

  it('is named in the activity by the agent', () => {
    const name = {
      kind: 'recover',
      repository: 'drive',
      target: null,
      path: '/agents/jay',
      plan: null,
      source: null,
      agent: 'jay',
    } as const
    expect(runTitle(name, null)).toBe('Recovery of jay from "drive"')
    expect(runTitle({ ...name, agent: null, repository: null }, null)).toBe('Recovery of /agents/jay')
    const nothing = { counts: null, report: null, problem: null, unchanged: false, warnings: [] } as const
    expect(runSummary({ ...nothing, kind: 'recover', verdict: 'done', result })).toContain('1 file replaced')
    expect(runSummary({ ...nothing, kind: 'recover', verdict: 'done', result: {} })).toBe('')
  })
})
