import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../../main/contract/procedures/jobs.ts'
import { planRecovery } from '../../../../main/engine/agents/order/plan-recovery.ts'
import { recoverAgents } from '../../../../main/engine/agents/order/recover-agents.ts'
import { holdAgent } from '../../../../main/engine/agents/watch/hold-agent.ts'
import { backup } from '../../../../main/engine/runs/backup-run.ts'
import { byPerson } from '../../../../main/engine/runs/record-run.ts'
import { agentState } from '../../../../main/engine/state/agent-queries.ts'
import { smallAgents } from '../../../helpers/small-agents.ts'
import { testHost } from '../../../helpers/temporary-home.ts'

const all = { agents: [], trigger: 'manual', incomplete: false } as const

/** `em done`, `z skipped agent-not-started-because`. */
function shown(runs: Awaited<ReturnType<typeof recoverAgents>>): string[] {
  return runs.map(({ result, verdict, problem }) => [result?.agent, verdict, problem?.code].filter(Boolean).join(' '))
}

function lastBoard(told: readonly Progress[]) {
  return told.findLast((one) => one.step === 'recovering')?.levels.map((level) => level.map(({ agent, at }) => `${agent} ${at}`))
}

describe('several agents that are down', { timeout: 120_000 }, () => {
  it('come back level by level, each verified before those that need it are touched, within the time that was told', async () => {
    const system = await smallAgents({
      leroy: { dependsOn: ['jay', 'rick'] },
      jay: { dependsOn: ['z'] },
      rick: { dependsOn: ['z'] },
      z: { dependsOn: ['em'] },
      em: { critical: true },
    })
    const host = testHost()
    const plan = await planRecovery(system.core, [], host)
    expect(plan.levels.map((level) => level.map(({ agent }) => agent))).toEqual([['em'], ['z'], ['jay', 'rick'], ['leroy']])
    const began = performance.now()
    const runs = await recoverAgents(system.core, all, host)
    expect(performance.now() - began).toBeLessThan(plan.within)
    expect(shown(runs)).toEqual(['em done', 'z done', 'jay done', 'rick done', 'leroy done'])
    // What is recorded, and when: nobody is begun before those that it needs are verified.
    const begun = new Map(system.events('run.intent').map(({ agent, time }) => [agent, time]))
    const ended = new Map(
      system
        .events('recovery.step')
        .filter(({ step }) => step === 'verified')
        .map(({ agent, time }) => [agent, time]),
    )
    const at = (times: typeof begun, agent: string) => Date.parse(times.get(agent) ?? '')
    for (const [needed, needing] of [
      ['em', 'z'],
      ['z', 'jay'],
      ['z', 'rick'],
      ['jay', 'leroy'],
      ['rick', 'leroy'],
    ] as const)
      expect(at(ended, needed), `${needed} before ${needing}`).toBeLessThanOrEqual(at(begun, needing))
    expect(at(begun, 'rick'), 'jay and rick together').toBeLessThan(at(ended, 'jay'))
    expect(system.events('recovery.begun').map(({ levels, trigger }) => [levels, trigger])).toEqual([
      [[['em'], ['z'], ['jay', 'rick'], ['leroy']], 'manual'],
    ])
    expect(system.events('recovery.ended')).toHaveLength(1)
    expect(lastBoard(host.told)).toEqual([['em recovered'], ['z recovered'], ['jay recovered', 'rick recovered'], ['leroy recovered']])
    for (const name of ['em', 'z', 'jay', 'rick', 'leroy']) expect(system.starts(name), name).toHaveLength(1)
  })

  it('stay as they are without a critical one that never beats again; a person is told at once, once, with all that is known', async () => {
    const system = await smallAgents({
      em: { critical: true, beats: false, aliveWithin: '2s' },
      z: { dependsOn: ['em'] },
      leroy: { dependsOn: ['z'] },
      // Is waited for until em has failed: whoever told of that behind its level would wait in vain.
      jay: { beats: 'told', aliveWithin: '1m' },
      // Not critical: who needs it comes back without it.
      rick: { beats: false, aliveWithin: '1s' },
      noel: { dependsOn: ['rick'] },
    })
    for (const name of ['z', 'leroy']) writeFileSync(path.join(system.folder, name, 'memory'), 'as it is now')
    const runs = await recoverAgents(system.core, all, {
      ...testHost(),
      onProgress: (progress) => {
        if (progress.step === 'recovering' && progress.levels[0]?.some(({ agent, at }) => agent === 'em' && at === 'failed'))
          writeFileSync(path.join(system.folder, 'jay', 'go'), '')
      },
    })
    expect(shown(runs)).toEqual([
      'em failed agent-silent',
      'jay done',
      'rick failed agent-silent',
      'z skipped agent-not-started-because',
      'noel done',
      'leroy skipped agent-not-started-because',
    ])
    expect(runs[3]?.problem?.sentence).toBe('"z" was not started, for it needs "em", which did not come back.')
    const [escalated, ...more] = system.events('agent.escalated').filter(({ agent }) => agent !== 'rick')
    expect(more).toEqual([])
    expect(system.events('agent.escalated').map(({ agent, dependants }) => [agent, ...dependants])).toContainEqual(['rick'])
    expect(escalated).toMatchObject({ agent: 'em', run: runs[0]?.run, dependants: ['z', 'leroy'], problem: { code: 'agent-silent' } })
    const time = Date.parse(escalated?.time ?? '')
    const started = Date.parse(system.events('agent.started').find(({ agent }) => agent === 'em')?.time ?? '')
    expect(time - started).toBeGreaterThanOrEqual(2_000)
    expect(time - started).toBeLessThan(2_000 + 5_000)
    // At once: not behind the others of its level.
    const jay = system.events('run.outcome').find(({ run }) => run === runs[1]?.run)
    expect(time).toBeLessThan(Date.parse(jay?.time ?? ''))
    const files = readdirSync(escalated?.bundle ?? '')
    expect(files).toEqual(expect.arrayContaining(['report.txt', 'history.jsonl']))
    expect(readFileSync(path.join(escalated?.bundle ?? '', 'report.txt'), 'utf8')).toMatch(/em/)
    for (const name of ['z', 'leroy']) {
      expect(system.starts(name)).toEqual([])
      expect(readFileSync(path.join(system.folder, name, 'memory'), 'utf8')).toBe('as it is now')
    }
  })
})

describe('a recovery', { timeout: 120_000 }, () => {
  it('that is cancelled ends: the one in the middle is clean, the others are not begun, and the record says so', async () => {
    const system = await smallAgents({ em: { beats: false, aliveWithin: '5m', critical: true }, z: { dependsOn: ['em'] } })
    writeFileSync(path.join(system.folder, 'z', 'memory'), 'as it is now')
    const controller = new AbortController()
    const host = testHost(controller.signal)
    const runs = await recoverAgents(system.core, all, {
      ...host,
      onProgress: (progress) => {
        host.onProgress(progress)
        if (progress.step === 'recovering' && progress.levels[0]?.[0]?.at === 'verifying') controller.abort(byPerson)
      },
    })
    expect(shown(runs)).toEqual(['em cancelled cancelled', 'z cancelled cancelled'])
    expect(runs.map(({ result }) => result?.folder)).toEqual(['recovered', 'as-before'])
    expect(runs[1]?.problem?.sentence).toBe('Cancelled before "z" had its turn: it is as it was.')
    expect(readFileSync(path.join(system.folder, 'z', 'memory'), 'utf8')).toBe('as it is now')
    expect([system.starts('z'), system.events('agent.escalated')]).toEqual([[], []])
    expect(system.events('recovery.ended')).toHaveLength(1)
    expect(lastBoard(host.told)).toEqual([['em not-started'], ['z not-started']])
  })

  it('of the same agent by two Vaultkeepers is one: the other one waits, sees that it is being brought back, and leaves it', async () => {
    const system = await smallAgents({ em: {}, z: { dependsOn: ['em'] } })
    const other = await system.another()
    const host = testHost()
    const begun = Promise.withResolvers<void>()
    const wish = { ...all, agents: ['em'] }
    const first = recoverAgents(system.core, wish, {
      ...host,
      onProgress: (progress) => {
        if (progress.step === 'recovering' && progress.levels[0]?.[0]?.at === 'stopping') begun.resolve()
      },
    })
    await Promise.race([begun.promise, first])
    await other.core.state.catchUp()
    const seen = agentState(other.core.state.database, 'em')?.state
    const second = testHost()
    const runs = [...(await recoverAgents(other.core, wish, second)), ...(await first)]
    expect(seen).toBe('recovering')
    expect(shown(runs)).toEqual(['em skipped agent-back-already', 'em done'])
    expect(second.notes()).toContain('em: Waiting: another Vaultkeeper is bringing em back')
    expect(system.starts('em')).toHaveLength(1)
    // And beside a backup of the same vault both come to their ends.
    const [saved, beside] = await Promise.all([
      backup(other.core, { folder: system.folder, verify: true }, testHost()),
      recoverAgents(system.core, { ...all, agents: ['z'] }, testHost()),
    ])
    expect([saved.problem, shown(beside)]).toEqual([undefined, ['z done']])
  })

  it('leaves alone who is held, and those that cannot be without it; nobody, or one that is not there, is refused before anything is recorded', async () => {
    const system = await smallAgents({ em: { critical: true }, noel: { dependsOn: ['em'] } })
    for (const name of ['em', 'noel']) await holdAgent(system.core, name, null, 'somebody')
    await expect(recoverAgents(system.core, all, testHost())).rejects.toMatchObject({ problem: { code: 'agents-none-dead' } })
    await expect(recoverAgents(system.core, { ...all, agents: ['noe'] }, testHost())).rejects.toMatchObject({
      problem: { code: 'agent-unknown', remedy: 'Did you mean "noel"?' },
    })
    expect(system.events('recovery.begun')).toEqual([])
    // By its name one comes back that is held, but not without what it needs.
    expect(shown(await recoverAgents(system.core, { ...all, agents: ['noel'] }, testHost()))).toEqual([
      'noel skipped agent-not-started-because',
    ])
    expect([system.starts('noel'), system.events('agent.escalated')]).toEqual([[], []])
  })
})
