import { describe, expect, it } from 'vitest'
import type { AgentSigns } from '../../../../main/engine/agents/escalate/agent-signs.ts'
import { agentTitle, agentTroubles } from '../../../../main/engine/agents/escalate/agent-troubles.ts'
import { actionsOfNews } from '../../../../main/engine/news/actions-of-news.ts'
import { agentCauses, isAgentExpected, settledAgentTitle } from '../../../../main/engine/news/agent-causes.ts'
import { desktopNote } from '../../../../main/engine/news/desktop-note.ts'
import { pageOfNews } from '../../../../main/engine/news/page-of-news.ts'
import { agentAction } from '../../../../main/engine/overview/agent-action.ts'
import { at, configurationWith } from '../../health/records.ts'

const since = at(22, '06:58').toISOString()
const jay: AgentSigns = {
  agent: 'jay',
  state: 'dead',
  since,
  why: 'it has not touched its file',
  beat: at(22, '06:55').toISOString(),
  recover: 'ask',
  hasHeartbeat: true,
  escalation: null,
  waitsFor: null,
}
const escalation = {
  escalation: '20261122T070000-0a0b0c0d',
  time: since,
  agent: 'jay',
  run: 'r',
  recovery: 'x',
  problem: { code: 'agent-silent', sentence: 'jay did not beat within 5 minutes.', remedy: 'Look at the end of its log.' },
  dependants: ['leroy'],
  bundle: '/home/ada/.local/share/vaultkeeper/escalations/20261122T070000-0a0b0c0d-jay',
  settled: null,
}
const troublesAt = (signs: Partial<AgentSigns>, time = at(22, '07:00')) => agentTroubles([{ ...jay, ...signs }], 'UTC', time)

describe('what is said of an agent', () => {
  it('that is dead and waits for a person', () => {
    expect(troublesAt({})).toEqual([
      {
        about: 'agent',
        name: 'jay/dead',
        problem: {
          code: 'agent-dead',
          sentence:
            'jay has not beaten since Sunday, 22 November at 06:55 (it has not touched its file). It is brought back only when you say so.',
          remedy: 'Bring it back: vaultkeeper recover jay',
        },
        since,
        attention: true,
        plan: null,
        repository: null,
      },
    ])
    expect(troublesAt({ beat: null })[0]?.problem.sentence).toMatch(/^jay is dead since Sunday, 22 November at 06:58/)
    expect([agentTitle('jay/dead'), agentAction('jay/dead')]).toEqual(['jay is dead', { kind: 'recover-agent', agent: 'jay' }])
  })

  it('that is brought back by itself: nothing at first, and that it was not after a while', () => {
    expect(troublesAt({ recover: 'automatic' })).toMatchObject([{ attention: false }])
    expect(troublesAt({ recover: 'automatic' }, at(22, '07:04'))).toMatchObject([
      { attention: true, problem: { sentence: expect.stringContaining('should have been brought back') } },
    ])
  })

  it('that did not come back', () => {
    expect(troublesAt({ state: 'escalated', escalation })).toMatchObject([
      {
        name: 'jay/escalated',
        attention: true,
        problem: {
          code: 'agent-silent',
          sentence: `jay did not beat within 5 minutes. The report is in ${escalation.bundle}. Not brought back before it: leroy.`,
        },
      },
    ])
    expect(troublesAt({ state: 'escalated', escalation: { ...escalation, bundle: '', dependants: [] } })[0]?.problem.sentence).toBe(
      'jay did not beat within 5 minutes.',
    )
    expect([agentTitle('jay/escalated', 'agent-silent'), agentTitle('jay/escalated', 'agent-flapping')]).toEqual([
      'jay did not come back: it needs you',
      'jay dies again and again: it needs you',
    ])
    expect(agentAction('jay/escalated')).toEqual({ kind: 'open-agent', agent: 'jay' })
  })

  it('that waits for another one, or that nobody can tell of: that is good to know', () => {
    expect(troublesAt({ waitsFor: 'em' })).toMatchObject([{ name: 'jay/waits', attention: false, problem: { code: 'agent-waits' } }])
    expect(troublesAt({ state: 'unknown' })).toEqual([])
    expect(troublesAt({ state: 'unknown' }, at(22, '07:30'))).toMatchObject([{ name: 'jay/unclear', attention: false }])
    expect(troublesAt({ state: 'unknown', hasHeartbeat: false }, at(22, '07:30'))).toEqual([])
    for (const state of ['alive', 'late', 'recovering'] as const) expect(troublesAt({ state })).toEqual([])
  })
})

describe('what is told of an agent', () => {
  const causesAt = (signs: Partial<AgentSigns>) => agentCauses([{ ...jay, ...signs }], troublesAt(signs))

  it('is told when a person has to do something; otherwise it is not over before it is alive', () => {
    expect(causesAt({})).toMatchObject([
      { kind: 'agent', subject: 'agent/jay', parts: [{ code: 'agent-dead', since }], title: 'jay is dead', early: false },
    ])
    expect(causesAt({ state: 'escalated', escalation })).toMatchObject([
      { parts: [{ code: 'agent-silent@20261122T070000-0a0b0c0d' }], title: 'jay did not come back: it needs you', early: false },
    ])
    for (const signs of [
      { state: 'recovering' },
      { state: 'late' },
      { state: 'unknown' },
      { waitsFor: 'em' },
      { recover: 'automatic' },
    ] as const)
      expect(causesAt(signs)).toMatchObject([{ subject: 'agent/jay', early: true }])
    expect(causesAt({ state: 'alive' })).toEqual([])
    expect(causesAt({ state: 'unknown', hasHeartbeat: false })).toEqual([])
  })

  it('is expected while it is watched', () => {
    expect([isAgentExpected('agent/jay', [jay]), isAgentExpected('agent/rick', [jay]), isAgentExpected('vault/x', [])]).toEqual([
      true,
      false,
      true,
    ])
    const { agents } = configurationWith({
      agents: { jay: { path: '/a', start: ['a'], heartbeat: { file: 'b' } }, rick: { path: '/b', start: ['b'] } },
    })
    expect([settledAgentTitle('jay', { agents }), settledAgentTitle('rick', { agents })]).toEqual(['jay is alive again', 'rick is settled'])
  })

  it('on the desktop: with the path of the report, until it is over, and a click leads to the agent', () => {
    const [cause] = causesAt({ state: 'escalated', escalation })
    const { title = '', text = '', remedy = null } = cause ?? {}
    const message = {
      id: 'n',
      kind: 'agent' as const,
      title,
      text,
      remedy,
      plan: null,
      repository: null,
      run: null,
      code: 'agent-silent@20261122T070000-0a0b0c0d',
      subject: 'agent/jay',
      time: since,
      host: 'here',
    }
    const note = desktopNote(message, 'UTC', at(22, '07:00'))
    expect(note).toMatchObject({ title: 'jay did not come back: it needs you', weight: 'high', passes: true, page: '/agents/jay' })
    expect(note.body).toContain(escalation.bundle)
    expect(note.body).toContain('Look at the end of its log.')
    expect(actionsOfNews(message)).toEqual([{ label: 'Read the report', action: { do: 'open', page: '/agents/jay' } }])
    expect(actionsOfNews({ ...message, code: 'agent-dead' })).toEqual([
      { label: 'Bring it back…', action: { do: 'open', page: '/agents/jay' } },
    ])
    expect(pageOfNews({ ...message, kind: 'recovered' })).toBe('/agents/jay')
  })
})
