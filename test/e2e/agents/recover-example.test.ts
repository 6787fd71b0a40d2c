import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { type AgentsBench, deadAfter, openAgentsBench } from '../../helpers/agents-bench.ts'
import { isAlive, waitFor } from '../../helpers/cli-processes.ts'
import { type ExampleAgent, exampleAgents } from '../../helpers/example-agents.ts'

let bench: AgentsBench

beforeAll(async () => {
  bench = await openAgentsBench()
  const { system, json } = bench
  exampleAgents.forEach(bench.startByHand)
  system.send(300)
  await waitFor('the first messages', system.isDone)
  expect(await json('backup', 'weekly')).toMatchObject({ exitCode: 0 })
  // After the weekly backup: the one is in the daily one, the other in none.
  for (const agent of exampleAgents) {
    writeFileSync(system.folder(agent, 'memory', 'lessons_learned.md'), `What ${agent} has learnt today.\n`)
    writeFileSync(system.folder(agent, 'skills', 'first.md'), 'Not yet backed up.\n')
  }
  system.send(100)
  await waitFor('the messages of today', system.isDone)
  expect(await json('backup', 'daily')).toMatchObject({ exitCode: 0 })
})

/** More messages come, and in the end each was routed once and worked through once. */
async function expectWorking(): Promise<void> {
  bench.system.send(50)
  await waitFor('the last message', bench.system.isDone)
  bench.system.expectEachOnce()
}

const queueOf = (agent: ExampleAgent) => bench.system.folder(agent, 'queue', agent === 'em' ? 'routed.jsonl' : 'received.jsonl')

/** The logs as they are now; what is returned fails where one of them is not the same file later, beginning with the same bytes: the programs would write what was lost again. */
function keptLogs(agents: readonly ExampleAgent[]): () => void {
  const before = agents.map((agent) => [queueOf(agent), readFileSync(queueOf(agent)), statSync(queueOf(agent)).ino] as const)
  return () => {
    for (const [file, bytes, inode] of before) {
      expect(readFileSync(file).subarray(0, bytes.length).equals(bytes), file).toBe(true)
      expect(statSync(file).ino, file).toBe(inode)
    }
  }
}

/** Brings one back by its name, and looks whether that is all that happened. */
async function recoverOne(agent: ExampleAgent): Promise<void> {
  const others = exampleAgents.filter((one) => one !== agent)
  const pids = others.map(bench.pidOf)
  const before = bench.pidOf(agent)
  const answer = await bench.json('recover', agent)
  expect(answer, JSON.stringify(answer)).toMatchObject({ exitCode: 0, runs: [{ agent, verdict: 'done', bundle: null }] })
  // The weekly backup, and over it the daily one.
  expect(answer.runs[0].result.snapshots).toHaveLength(2)
  const text = (...below: string[]) => readFileSync(bench.system.folder(agent, ...below), 'utf8')
  expect(text('skills', 'first.md')).toBe(`What ${agent} can do.\n`)
  expect(text('memory', 'lessons_learned.md')).toBe(`What ${agent} has learnt today.\n`)
  expect(bench.pidOf(agent)).toBeTypeOf('number')
  expect(bench.pidOf(agent)).not.toBe(before)
  expect(others.map(bench.pidOf)).toEqual(pids)
}

it.each(exampleAgents)('%s is killed (em in the middle of 10,000 messages), and brought back', async (agent) => {
  const before = bench.system.routed()
  bench.system.send(agent === 'em' ? 10_000 : 50)
  // em in the middle of all that; the others are done with it, or not.
  await waitFor('some of the messages', () => bench.system.routed() > before + (agent === 'em' ? 3_000 : 0))
  await bench.kill(agent)
  if (agent === 'em') expect(bench.system.routed()).toBeLessThan(before + 10_000)
  const expectKept = keptLogs(exampleAgents)
  await recoverOne(agent)
  expectKept()
  await expectWorking()
})

it.each(exampleAgents)(
  'the folder of %s is destroyed while it runs: it is as in the weekly backup again, with the memory of the daily one',
  async (agent) => {
    bench.system.send(50)
    rmSync(bench.system.folder(agent), { recursive: true, maxRetries: 5 })
    const expectKept = keptLogs(exampleAgents.filter((one) => one !== agent))
    await recoverOne(agent)
    expectKept()
    await expectWorking()
  },
)

it('the memory of one that runs is spoiled: what the backup has of it is there again, and the rest is made up for', async () => {
  const expectKept = keptLogs(exampleAgents)
  writeFileSync(bench.system.folder('jay', 'memory', 'results.jsonl'), 'x'.repeat(1000))
  writeFileSync(bench.system.folder('jay', 'memory', 'lessons_learned.md'), '\0\0\0')
  await recoverOne('jay')
  expectKept()
  await expectWorking()
})

it('all five are killed at once, em in the middle of 5,000 messages, and two have lost their folders: back in their order, within the time that was told', async () => {
  const { system, json, history } = bench
  const before = system.routed()
  system.send(5_000)
  await waitFor('some of the messages', () => system.routed() > before + 1_500)
  await Promise.all(exampleAgents.map(bench.kill))
  const routed = system.routed()
  expect(routed).toBeLessThan(before + 5_000)
  for (const agent of ['z', 'rick']) rmSync(system.folder(agent), { recursive: true })
  const expectKept = keptLogs(['em', 'jay', 'leroy'])
  const beat = statSync(system.folder('em', 'heartbeat.json')).mtimeMs
  await waitFor('their deaths', () => Date.now() - beat > deadAfter + 1000)

  const { plan } = await json('recover', '--all', '--dry-run')
  expect(plan.levels.map((level: { agent: string }[]) => level.map(({ agent }) => agent))).toEqual([
    ['em'],
    ['z'],
    ['jay', 'rick'],
    ['leroy'],
  ])
  const known = history().length
  const answer = await json('recover', '--all')
  expect(answer, JSON.stringify(answer)).toMatchObject({ exitCode: 0, runs: exampleAgents.map((agent) => ({ agent, verdict: 'done' })) })
  expectKept()
  expectOrder(known, plan.within)
  await expectWorking()
})

it('the daemon brings them back by itself, and they outlive it', async () => {
  const { system, json, history } = bench
  bench.configure((agents) => {
    for (const agent of Object.values(agents)) Object.assign(agent, { recover: 'automatic', atMostPerHour: 60 })
  })
  const daemon = await bench.startDaemon()
  const known = history().length
  expect(await json('agents')).toMatchObject({ watched: true, agents: exampleAgents.map((agent) => ({ agent, recover: 'automatic' })) })
  const before = system.routed()
  system.send(3_000)
  await waitFor('some of the messages', () => system.routed() > before + 500)
  await Promise.all(exampleAgents.map(bench.kill))
  rmSync(system.folder('leroy'), { recursive: true })
  const expectKept = keptLogs(['em', 'z', 'jay', 'rick'])
  await waitFor('the recovery', () => isOver(history().slice(known)), 150_000)
  expectKept()
  // They are dead after `deadAfter`, and it is waited for others; each level has as long as its agents may take.
  expectOrder(known, 4 * 45_000)
  const pids = exampleAgents.map((agent) => bench.pidOf(agent) ?? 0)
  daemon.child.kill('SIGTERM')
  expect(await daemon.ended).toMatchObject({ code: 0 })
  expect(pids.map(isAlive)).toEqual([true, true, true, true, true])
  await expectWorking()
}, 200_000)

/** Whether all five are back, and nothing goes on. */
function isOver(lines: ReturnType<AgentsBench['history']>): boolean {
  const back = new Set(lines.flatMap((line) => (line.event === 'recovery.step' && line.step === 'verified' ? [line.agent] : [])))
  const count = (event: string) => lines.filter((line) => line.event === event).length
  return back.size === exampleAgents.length && count('recovery.begun') === count('recovery.ended')
}

/** Each is verified before one of the next level is begun, all by the records from a line on; and all of it took no longer than that, in ms. */
function expectOrder(known: number, within: number): void {
  const lines = bench.history().slice(known)
  const place = (agent: string, step: string) =>
    lines.findIndex((line) => line.event === 'recovery.step' && line.agent === agent && line.step === step)
  const begun = (agent: string) => lines.findIndex((line) => line.event === 'run.intent' && line.kind === 'recover' && line.agent === agent)
  const before: [string, string][] = [['em', 'z'], ['z', 'jay'], ['z', 'rick'], ['jay', 'leroy'], ['rick', 'leroy']] // biome-ignore format: a pair each
  for (const [first, second] of before) {
    expect(place(first, 'verified'), first).toBeGreaterThan(-1)
    expect(begun(second), `${second} after ${first}`).toBeGreaterThan(place(first, 'verified'))
  }
  const [begin, end] = [lines.find(({ event }) => event === 'recovery.begun'), lines.findLast(({ event }) => event === 'recovery.ended')]
  expect(Date.parse(end?.time ?? '') - Date.parse(begin?.time ?? '')).toBeLessThanOrEqual(within)
}
