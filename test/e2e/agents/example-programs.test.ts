import { cpSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { parse } from 'jsonc-parser'
import { expect, it } from 'vitest'
import { waitFor } from '../../helpers/cli-processes.ts'
import { exampleText, problemsOf } from '../../helpers/configuration-home.ts'
import { type ExampleSystem, exampleAgents, exampleConfiguration, exampleProcesses, exampleSystem } from '../../helpers/example-agents.ts'
import { between, pick, seeded } from '../../helpers/seeded.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const untilRouted = (system: ExampleSystem, count: number) => waitFor(`${count} routed messages`, () => system.routed() >= count)
const untilDone = (system: ExampleSystem) => waitFor('the last message', system.isDone)

it('routes and works through each of 10,000 messages once, however often its programs are killed, and with the end of a log torn off', async () => {
  const system = exampleSystem(temporaryFolder('agents'))
  const { start, kill } = exampleProcesses(system)
  const random = seeded(9)
  for (const agent of exampleAgents) start(agent)
  const log = system.folder('em', 'queue', 'routed.jsonl')
  for (let round = 1; round <= 20; round += 1) {
    system.send(500)
    await untilRouted(system, round * 500 - between(random, 1, 499))
    const agent = round % 3 === 0 ? 'em' : pick(random, exampleAgents)
    await kill(agent)
    // What a crash of the machine may do that a killed program does not: up to five messages are gone from the log, the last one in its middle.
    if (agent === 'em') truncateSync(log, statSync(log).size - between(random, 1, 400))
    start(agent)
  }
  await untilDone(system)
  system.expectEachOnce()
})

it('goes on from older copies of its folders: of an agent, of em with its log, of a part, and of all of them', async () => {
  const system = exampleSystem(temporaryFolder('agents'))
  const { start, kill } = exampleProcesses(system)
  const older = temporaryFolder('older')
  const putBack = (agent: string, ...below: string[]) => {
    rmSync(system.folder(agent, ...below), { recursive: true })
    cpSync(`${older}/${[agent, ...below].join('/')}`, system.folder(agent, ...below), { recursive: true })
  }
  for (const agent of exampleAgents) start(agent)
  system.send(300)
  await untilDone(system)
  system.send(300)
  await untilRouted(system, 450)
  // As a backup does: one file after the other, while they are at work.
  cpSync(system.folder(''), older, { recursive: true })
  await untilDone(system)

  await kill('jay')
  putBack('jay')
  start('jay')
  // Results that are newer than the queue, and a queue that is newer than the results.
  await kill('z')
  putBack('z', 'queue')
  start('z')
  await kill('rick')
  putBack('rick', 'memory')
  start('rick')
  system.send(600)
  await untilRouted(system, 900)
  // The others run on, and have in their queues already what em is going to route once more.
  await kill('em')
  putBack('em')
  start('em')
  system.send(600)
  await untilRouted(system, 1500)
  for (const agent of exampleAgents) await kill(agent)
  for (const agent of exampleAgents) putBack(agent)
  for (const agent of exampleAgents.toReversed()) start(agent)
  system.send(600)
  await untilDone(system)
  system.expectEachOnce()
})

it('goes on when what it remembers was spoiled: from the lines that still count', async () => {
  const system = exampleSystem(temporaryFolder('agents'))
  const { start, kill } = exampleProcesses(system)
  for (const agent of exampleAgents) start(agent)
  system.send(400)
  await untilDone(system)
  await kill('leroy')
  const results = system.folder('leroy', 'memory', 'results.jsonl')
  const before = readFileSync(results, 'utf8').split('\n')
  writeFileSync(results, before.with(40, '{"n":\0\0').join('\n'))
  writeFileSync(system.folder('leroy', 'weights', 'learned_weights.json'), '{"upTo":')
  start('leroy')
  system.send(100)
  await waitFor('the results from there on', () => readFileSync(results, 'utf8').split('\n').length > before.length - 1 + 40 + 20)
  const after = readFileSync(results, 'utf8')
  // What was written once is not touched, and what comes after the spoiled line is done again, from the queue.
  expect(after.startsWith(before.with(40, '{"n":\0\0').join('\n'))).toBe(true)
  const counting = after.split('\n').filter((line) => line.startsWith(`{"n":41,`))
  expect(counting).toHaveLength(1)
  expect(after.trimEnd().split('\n').at(-1)).toContain('"n":100,')
  await waitFor('what it learnt', () =>
    readFileSync(system.folder('leroy', 'weights', 'learned_weights.json'), 'utf8').includes('"upTo":100,'),
  )
})

it('is configured like the same agents of the large example, which keeps them in more places', () => {
  const large = parse(exampleText)
  const { vaults, plans, agents } = exampleConfiguration()
  expect(agents).toEqual(large.agents)
  expect(vaults.agents).toEqual(large.vaults.agents)
  for (const plan of ['daily', 'weekly']) expect(large.plans[plan]).toMatchObject(plans[plan])
  for (const agent of exampleAgents) expect(agents[agent].start[1]).toBe(agent === 'em' ? 'em.mjs' : 'agent.mjs')
  expect(problemsOf(JSON.stringify(exampleConfiguration()))).toEqual([])
})

it('does not make up for an inbox that is gone', async () => {
  const system = exampleSystem(temporaryFolder('agents'))
  const { start, kill, ended } = exampleProcesses(system)
  start('em')
  system.send(10)
  await untilRouted(system, 10)
  await kill('em')
  writeFileSync(system.inbox, '')
  start('em')
  expect(await ended('em')).toMatchObject({ code: 1, stderr: expect.stringContaining('The inbox holds 0 messages, but 10 were routed') })
})
