import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { childFiles } from '../../../main/engine/repositories/restic-of.ts'
import { closeInterruptedRuns } from '../../../main/engine/runs/recover.ts'
import { openRuns } from '../../../main/engine/state/queries.ts'
import { processesNaming, waitFor } from '../../helpers/cli-processes.ts'
import { drillBench, manyFiles } from '../../helpers/drill-bench.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { startNode } from '../../helpers/run-node.ts'
import { between, seeded } from '../../helpers/seeded.ts'
import { recorded } from '../../helpers/temporary-home.ts'

const kills = howMany(6, 40)
const seed = seedOf(8)
const timeout = 300_000 + kills * 30_000

/** Drills one vault again and again, until it is killed. */
const script = `
const { createEngine } = await engine('engine.ts')
const { drill } = await engine('drill/drill-run.ts')
const { plainPorts } = await helper('plain-ports.ts')
const [root, vault] = parameters
const { core } = await createEngine(root, plainPorts())
const host = { signal: new AbortController().signal, onProgress: () => undefined }
console.log('READY')
for (;;) console.log('ENDED', (await drill(core, { vault, repository: 'default' }, null, host)).verdict)
`

it(`killed ${kills} times at random: the next start leaves no folder, no restic and no lock, and says that it was interrupted`, {
  timeout,
}, async () => {
  const random = seeded(seed)
  const bench = await drillBench((vault) => {
    manyFiles(vault, 300)
    for (let index = 0; index < 4; index++) writeFileSync(path.join(vault, `${index}.bin`), randomBytes(3_000_000))
  })
  const password = bench.keychain.entries.get('repository:default') ?? ''
  const env = { ...process.env, VAULTKEEPER_PASSWORD: password }
  const hit = { inside: 0, withFolder: 0, withRestic: 0 }
  const start = async () => {
    const child = startNode(script, [bench.root, bench.id], { env })
    await child.saying('READY')
    return child
  }
  // The moments come from how long a drill takes on this machine, as busy as it is.
  const calm = await start()
  const begun = performance.now()
  await calm.saying('ENDED done')
  const took = performance.now() - begun
  calm.process.kill('SIGKILL')
  await calm.ended
  await closeInterruptedRuns(bench.core)
  for (let kill = 0; (hit.inside < kills || hit.withRestic === 0) && kill < 5 * kills; kill++) {
    const child = await start()
    await delay(between(random, 0, took))
    child.process.kill('SIGKILL')
    await child.ended
    await bench.core.state.catchUp()
    const cutOff = openRuns(bench.core.state.database).map(({ id }) => id)
    hit.inside += cutOff.length
    hit.withFolder += bench.left().length
    hit.withRestic += processesNaming(bench.root).length > 0 ? 1 : 0
    const noted = childFiles(bench.core, 'default').map((file) => Number(JSON.parse(readFileSync(file, 'utf8')).pid))
    // What whoever starts next does first.
    await closeInterruptedRuns(bench.core)
    const running = processesNaming(bench.root)
    expect(
      running.filter(({ pid }) => noted.includes(pid)),
      `kill ${kill}`,
    ).toEqual([])
    // One that was killed before it was noted down has no password: it ends by itself, and has restored nothing.
    await waitFor('the end of what nobody knows of', () => processesNaming(bench.root).length === 0, 10_000)
    expect(bench.left(), `kill ${kill}`).toEqual([])
    expect(readdirSync(path.join(bench.repository, 'locks')), `kill ${kill}`).toEqual([])
    expect(openRuns(bench.core.state.database)).toEqual([])
    const outcomes = recorded(bench.root).flatMap((line) => (line.event === 'run.outcome' ? [line] : []))
    for (const run of cutOff) expect(outcomes.filter((line) => line.run === run)).toMatchObject([{ verdict: 'interrupted' }])
  }
  console.log(`seed ${seed}`, hit)
  expect(hit.inside).toBeGreaterThanOrEqual(kills)
  expect(hit.withFolder).toBeGreaterThan(0)
  expect(hit.withRestic).toBeGreaterThan(0)
  // And it goes on as if nothing had happened.
  expect(await bench.drill()).toMatchObject({ verdict: 'done', result: { files: 304, findingCount: 0 } })
  const says = 'drills killed at random, and what was left of them'
  noteFigure('drills-killed', { says, seed, cases: hit.inside, wrong: 0, also: JSON.stringify(hit) })
})
