import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { copy } from '../../../main/engine/copy/copy-run.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import type { EndedRun } from '../../../main/engine/runs/record-run.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { verify } from '../../../main/engine/runs/verify-run.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { differences, writeRandom } from '../../helpers/cli-tree.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { type NetworkBench, networkBench } from '../../helpers/network-bench.ts'
import { between, pick, seeded } from '../../helpers/seeded.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHost } from '../../helpers/temporary-home.ts'

const seed = seedOf(1)
/** Of each of the four operations. */
const cuts = howMany(8, 100)
let [operationsHeld, hits] = [0, 0]

/** Bytes a second: slow enough for the moments to differ, quick enough for a test. */
const rate = 12 * 2 ** 20
const outage = /^(?:repository-offline|repository-not-answering|copy-cut-off)$/
/** Where it came while the safety snapshot of a restore was made: told as that, and why. */
const outageInWords = /nothing was written: The repository "server" (?:cannot be reached|does not answer)/

type Operation = {
  /** What there is to do for the run that follows. */
  readonly prepare: (round: number) => Promise<void>
  readonly run: () => Promise<EndedRun<unknown>>
}

/** Runs an operation and cuts it off at a random byte of those that it takes when nobody does; every third run is left alone and must do all of it. */
async function cutOff(bench: NetworkBench, name: string, { prepare, run }: Operation): Promise<string[]> {
  const random = seeded(seed + name.length * 1000)
  const moved = () => bench.proxy.count().up + bench.proxy.count().down
  bench.proxy.setRate(rate)
  await prepare(0)
  const first = moved()
  expect(await run()).toMatchObject({ verdict: 'done' })
  const usual = moved() - first
  const ends: string[] = []
  for (let round = 1; round <= cuts; round++) {
    await prepare(round)
    const at = moved() + between(random, 0, usual)
    const how = pick(random, ['line', 'server'] as const)
    let cut: Promise<void> | undefined
    const watch = setInterval(() => {
      if (cut === undefined && moved() >= at) cut = how === 'line' ? Promise.resolve(bench.proxy.cut()) : bench.killServer()
    }, 1)
    const ended = await run()
    clearInterval(watch)
    await cut
    const told = `${name} ${round}, ${how} cut at ${Math.round((100 * (at - first)) / usual)} %: ${ended.verdict} ${ended.problem?.code ?? ''}`
    ends.push(ended.verdict)
    expect(['done', 'failed'], `${told} ${JSON.stringify(ended)}`).toContain(ended.verdict)
    if (ended.verdict === 'failed' && ended.problem?.code === 'safety-failed') expect(ended.problem.sentence, told).toMatch(outageInWords)
    else if (ended.verdict === 'failed') expect(ended.problem?.code, `${told} ${ended.problem?.sentence}`).toMatch(outage)
    await bench.mend()
    bench.proxy.setRate(rate)
    await nothingLost(bench, told)
    if (round % 3 === 0 || round === cuts) {
      const next = await run()
      expect(next.verdict, `after ${told}: ${JSON.stringify(next)}`).toBe('done')
    }
  }
  hits += ends.filter((verdict) => verdict !== 'done').length
  console.info(`${name}: ${cuts} cuts (seed ${seed}): ${ends.filter((verdict) => verdict !== 'done').length} hit`)
  return ends
}

/** The ledger and the repository agree: what was saved is there, and nothing else. */
async function nothingLost(bench: NetworkBench, told: string): Promise<void> {
  const there = new Set(readdirSync(path.join(bench.place, 'snapshots')))
  for (const { id, vanished } of knownSnapshots(bench.core.state.database, 'server') as readonly { id: string; vanished?: unknown }[]) {
    expect(there.has(id), `${told}: snapshot ${id}`).toBe(true)
    expect(vanished ?? null).toBeNull()
  }
}

async function wellInTheEnd(bench: NetworkBench, ends: readonly string[]): Promise<void> {
  expect(ends).toHaveLength(cuts)
  expect(ends.filter((verdict) => verdict === 'failed').length).toBeGreaterThan(cuts / 4)
  expect(await bench.raw('check', '--read-data')).toMatch(/no errors were found/)
  expect(readdirSync(path.join(bench.place, 'locks'))).toEqual([])
  const known = knownSnapshots(bench.core.state.database, 'server').map(({ id }) => id)
  expect(known.toSorted()).toEqual(readdirSync(path.join(bench.place, 'snapshots')).toSorted())
  const target = path.join(temporaryFolder('back'), 'notes')
  const wanted = { reference: 'latest', vault: undefined, target, overwrite: 'if-changed', verify: true, repository: 'server' } as const
  expect(await restore(bench.core, wanted, testHost())).toMatchObject({ verdict: 'done' })
  expect(differences(bench.vault, target)).toEqual([])
  const events = recorded(bench.root)
  expect(events.filter(({ event }) => event === 'snapshots.vanished' || event === 'repository.damaged')).toEqual([])
  const intents = events.filter(({ event }) => event === 'run.intent')
  expect(events.filter(({ event }) => event === 'run.outcome')).toHaveLength(intents.length)
  operationsHeld += 1
}

describe('cut off at any moment, by the line or by the server', { timeout: 300_000 + cuts * 60_000 }, () => {
  afterAll(() =>
    noteFigure('lines-cut', {
      says: 'runs over a line cut at random, of four operations; operations that lost something',
      seed,
      cases: hits,
      wrong: 4 - operationsHeld,
    }),
  )

  it.concurrent('a backup: nothing is lost, and the next one does the rest', async () => {
    const bench = await networkBench()
    const ends = await cutOff(bench, 'backup', {
      prepare: async (round) => writeRandom(path.join(bench.vault, `film ${round}.bin`), 2),
      run: bench.backUp,
    })
    await wellInTheEnd(bench, ends)
  })

  it.concurrent('a verification: it is not damage', async () => {
    const bench = await networkBench({ size: 3 })
    const ends = await cutOff(bench, 'verify', { prepare: async () => undefined, run: () => verify(bench.core, 'server', testHost()) })
    await wellInTheEnd(bench, ends)
  })

  it.concurrent('a restore: the next one makes it whole', async () => {
    const bench = await networkBench({ size: 3 })
    let target = ''
    const ends = await cutOff(bench, 'restore', {
      prepare: async (round) => {
        if (round % 3 === 1 || round === 0) target = path.join(temporaryFolder('back'), 'notes')
      },
      run: async () => {
        const wanted = {
          reference: 'latest',
          vault: undefined,
          target,
          overwrite: 'if-changed',
          verify: true,
          repository: 'server',
        } as const
        const ended = await restore(bench.core, wanted, testHost())
        if (ended.verdict === 'done') expect(differences(bench.vault, target)).toEqual([])
        return ended
      },
    })
    // A line cut while a safety snapshot is made leaves restic's lock there; a restore only reads, and the next run that writes clears it away.
    expect(await bench.backUp()).toMatchObject({ verdict: 'done' })
    await wellInTheEnd(bench, ends)
  })

  it.concurrent('a copy: the next one goes on, and both hold the same', async () => {
    const bench = await networkBench({ others: { local: { type: 'local', path: '~/local', prune: false } } })
    const toLocal = () => backup(bench.core, { folder: bench.vault, repository: 'local', verify: true }, testHost())
    const ends = await cutOff(bench, 'copy', {
      prepare: async (round) => {
        writeRandom(path.join(bench.vault, `film ${round}.bin`), 2)
        expect(await toLocal()).toMatchObject({ verdict: 'done' })
      },
      run: () => copy(bench.core, { from: 'local', to: 'server' }, null, testHost()),
    })
    await wellInTheEnd(bench, ends)
    const trees = (name: string) => new Set(knownSnapshots(bench.core.state.database, name).map(({ tree }) => tree))
    expect([...trees('local')].filter((tree) => !trees('server').has(tree))).toEqual([])
  })
})
