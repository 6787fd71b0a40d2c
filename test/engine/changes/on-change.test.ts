import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { revert } from '../../../main/engine/changes/revert.ts'
import { runDaemon } from '../../../main/engine/daemon/daemon.ts'
import { waitingChanges } from '../../../main/engine/state/change-queries.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

/** The daemon over a vault of agents. */
async function watchedAgents() {
  const home = await testHome()
  const vault = path.join(temporaryFolder('agents'), 'agents')
  mkdirSync(path.join(vault, 'em', 'rules'), { recursive: true })
  const weights = path.join(vault, 'em', 'priority_weights.json')
  writeFileSync(weights, '{"risk":1}\n')
  const include = ['**/priority_weights.json', '**/rules/**']
  writeFileSync(
    path.join(home.root, 'backup_schedule.json'),
    JSON.stringify({
      version: 1,
      vaults: { agents: { path: vault, recoveryDocument: false } },
      plans: { 'on-change': { kind: 'on-change', debounce: '300ms', atMostEvery: '3s', sources: [{ vault: 'agents', include }] } },
    }),
  )
  const controller = new AbortController()
  const ready = Promise.withResolvers<void>()
  const ended = runDaemon(home.core, testHost(controller.signal), { onReady: ready.resolve }, async () => undefined)
  onTestFinished(async () => {
    controller.abort()
    await ended
  })
  await Promise.race([ready.promise, ended])
  const events = (name: string) => recorded(home.root).filter(({ event }) => event === name)
  const found = () => events('change.found').length
  await waitFor('the first snapshot', () => events('change.decided').length === 1)
  const backups = () => recorded(home.root).filter((line) => line.event === 'run.intent' && line.kind === 'backup').length
  const isQuiet = () => events('run.intent').length === events('run.outcome').length
  return { ...home, vault, weights, events, found, backups, isQuiet }
}

test('a changed file waits for a person at once; a thousand changes in a second make one snapshot; a revert is no change', async () => {
  const bench = await watchedAgents()
  // The best of three, for other tests run beside it; what counts is the way, not the machine.
  const took: number[] = []
  for (let number = 2; number <= 4 && !took.some((time) => time < 10_000); number++) {
    if (number > 2) await delay(3_000)
    const before = bench.found()
    const begun = performance.now()
    writeFileSync(bench.weights, `{"risk":${number}}\n`)
    await waitFor('the change', () => bench.found() > before)
    took.push(performance.now() - begun)
    expect(waitingChanges(bench.core.state.database)).toMatchObject([
      { plan: 'on-change', vault: 'agents', repository: 'default', files: [{ path: 'em/priority_weights.json', change: 'modified' }] },
    ])
    await waitFor('the end of the run', bench.isQuiet)
  }
  console.log(`from the write to what waits: ${took.map((time) => `${Math.round(time)} ms`).join(', ')}`)
  // 2.1 to 2.8 s on a machine with nothing else to do. What must not be is a wait for the next look, 30 s later.
  expect(Math.min(...took)).toBeLessThan(10_000)

  // So long the next call is put off.
  await delay(3_000)
  const before = { backups: bench.backups(), found: bench.found() }
  const begun = performance.now()
  for (let number = 0; number < 1_000; number++) {
    writeFileSync(path.join(bench.vault, 'em', 'rules', `rule-${number}.md`), `${number}`)
    if (number % 100 === 99) await delay(1)
  }
  // Much less on a machine with nothing else to do.
  expect(performance.now() - begun).toBeLessThan(6_000)
  await waitFor('the change', () => bench.found() > before.found)
  await delay(3_500)
  await waitFor('the end of the run', bench.isQuiet)
  expect({ backups: bench.backups(), found: bench.found() }).toEqual({ backups: before.backups + 1, found: before.found + 1 })
  const [waiting] = waitingChanges(bench.core.state.database)
  expect(waiting?.fileCount).toBe(1_001)
  expect(waiting?.files.length).toBe(200)

  const runs = bench.backups()
  expect(await revert(bench.core, waiting?.id ?? '', 'ada', testHost())).toMatchObject({
    verdict: 'done',
    result: { restored: 1, removed: 1_000 },
  })
  expect(readFileSync(bench.weights, 'utf8')).toBe('{"risk":1}\n')
  // One for safety, and one because the files changed once more.
  await waitFor('the run after it', () => bench.backups() >= runs + 2 && bench.isQuiet())
  expect(waitingChanges(bench.core.state.database)).toEqual([])
  expect(bench.found()).toBe(before.found + 1)
}, 120_000)
