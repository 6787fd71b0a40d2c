import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { clientBench } from '../../helpers/client-bench.ts'
import { smallAgents } from '../../helpers/small-agents.ts'

it('agents: how they stand, what a recovery would do, a recovery as a job, what is left alone, and the text of an escalation', {
  timeout: 120_000,
}, async () => {
  const system = await smallAgents({ z: { dependsOn: ['em'] }, em: {}, mute: { beats: false, aliveWithin: '1s' } })
  const { client, follow } = clientBench(system)
  const found = await client.agents.list()
  expect(found).toMatchObject({ levels: [['em', 'mute'], ['z']], watched: false })
  expect(found.agents.map(({ agent, state, backup }) => [agent, state, backup?.layers.length])).toEqual([
    ['z', 'dead', 1],
    ['em', 'dead', 1],
    ['mute', 'dead', 1],
  ])
  expect(await client.agents.names()).toEqual(['z', 'em', 'mute'])

  // em is asked for by nobody, but dead, and z needs it.
  writeFileSync(path.join(system.folder, 'z', 'memory'), 'spoilt')
  const plan = await client.agents.plan({ agents: ['z'] })
  expect(plan.levels.map((level) => level.map(({ agent, because }) => [agent, because]))).toEqual([[['em', 'needed']], [['z', 'asked']]])
  expect(plan.levels[1]?.[0]).toMatchObject({ replaced: 1, examples: { replaced: ['memory'] }, problem: null })
  expect(plan.within).toBeGreaterThan(2 * 20_000)

  // A second call while it goes on is the same job.
  const begun = await client.agents.recover({ agents: ['z'] })
  expect(await client.agents.recover({ agents: ['z'] })).toEqual(begun)
  const { end, seen } = await follow(begun)
  expect(seen[0]).toMatchObject({ kind: 'recover', title: 'Bringing z back' })
  expect(end.runs.map(({ problem }) => problem)).toEqual([null, null])
  expect([end.verdict, end.runs.map(({ kind, result }) => [kind, result && 'agent' in result ? result.agent : null])]).toEqual([
    'done',
    [
      ['recover', 'em'],
      ['recover', 'z'],
    ],
  ])
  expect(readFileSync(path.join(system.folder, 'z', 'memory'), 'utf8')).toBe('as it was backed up')

  // What fails before an agent that lives is touched is told to who asked, and to nobody else.
  const repository = path.join(system.core.home.repositories, 'default')
  renameSync(repository, `${repository}-away`)
  const without = await follow(await client.agents.recover({ agents: ['z'] }))
  renameSync(`${repository}-away`, repository)
  expect([without.end.verdict, system.events('agent.escalated')]).toEqual(['failed', []])
  expect(without.end.runs.map(({ result }) => result && 'folder' in result && result.folder)).toEqual(['as-before'])

  // Left alone, it is not among all that are dead.
  expect(await client.agents.hold({ agent: 'mute' })).toEqual({ held: true })
  expect((await client.agents.plan({})).problem).toMatchObject({ code: 'agents-none-dead' })
  await expect(client.agents.hold({ agent: 'mute', until: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({
    data: { code: 'agent-hold-past' },
  })
  expect(await client.agents.release({ agent: 'mute' })).toEqual({ held: false })

  // It does not come back: there is a text of it, until a person has looked.
  const failed = await follow(await client.agents.recover({}))
  expect(failed.end.runs.map(({ problem }) => problem?.code)).toEqual(['agent-silent'])
  const escalation = (await client.agents.list()).agents.find(({ agent }) => agent === 'mute')?.escalation
  const told = await client.agents.bundle({ escalation: escalation?.escalation ?? '' })
  expect(told.text).toContain('mute')
  expect(told.files.length).toBeGreaterThan(3)
  expect(await client.agents.settle({ agent: 'mute' })).toEqual({ settled: true })
  await expect(client.agents.bundle({ escalation: 'nothing' })).rejects.toMatchObject({ data: { code: 'escalation-unknown' } })
})
