import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { fileOf, openIndex, readyIndex } from '../../../main/engine/index/open-index.ts'
import { updateIndex } from '../../../main/engine/index/update-index.ts'
import { openMountNamespace } from '../../helpers/cli-namespace.ts'
import { expectListed, expectVersions, type Truth, truthOf } from '../../helpers/expect-index.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { type IndexBench, indexBench } from '../../helpers/index-bench.ts'
import { updateInChild } from '../../helpers/index-child.ts'
import { restlessFolder } from '../../helpers/restless-folder.ts'
import { between, type Random, seeded } from '../../helpers/seeded.ts'
import { testHost } from '../../helpers/temporary-home.ts'

const snapshots = 5
let bench: IndexBench
let truth: Truth
let file: string
const seed = seedOf(5)
const random: Random = seeded(seed)
const kills = howMany(12, 60)

beforeAll(async () => {
  bench = await indexBench()
  const folder = restlessFolder(random, bench.vault)
  mkdirSync(`${bench.vault}/many`)
  for (let note = 0; note < 600; note++) writeFileSync(`${bench.vault}/many/note-${note}.md`, `${note}`)
  const held = new Map<string, Map<string, readonly string[]>>()
  for (let snapshot = 0; snapshot < snapshots; snapshot++) {
    for (let change = 0; change < 8; change++) folder.change()
    for (let note = 0; note < 30; note++) writeFileSync(`${bench.vault}/many/note-${between(random, 0, 599)}.md`, `${snapshot} ${note}`)
    await bench.raw('backup', '.', '--quiet')
    for (const { tree } of await bench.restic.snapshots()) if (!held.has(tree)) held.set(tree, folder.contents())
  }
  truth = await truthOf(bench, { contentOf: (tree, path) => held.get(tree)?.get(path) ?? [] })
  file = fileOf(bench.core, 'default')
})

/** The next to ask gets a whole index whose answers are those of restic. */
async function expectWhole(): Promise<void> {
  const index = await readyIndex(bench.core, 'default', bench.host)
  try {
    for (const [id, entries] of truth.entries) expectListed(index, id, entries)
    expectVersions(index, truth)
    expect(index.database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  } finally {
    index.close()
  }
}

const remove = () => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
}

describe('an index that is cut off', () => {
  test(`killed at ${kills} random moments: what is in it is right each time, and the next update goes on`, {
    timeout: 120_000 + kills * 10_000,
  }, async () => {
    remove()
    const calm = updateInChild(bench)
    await calm.saying('indexing')
    const begun = performance.now()
    expect((await calm.ended).stdout).toContain(`READY ${truth.snapshots.length}`)
    const takes = performance.now() - begun
    remove()
    let partly = 0
    for (let hits = 0; hits < kills; ) {
      const child = updateInChild(bench)
      // It may also be that everything was in it when the one before was killed.
      await Promise.race([child.saying('indexing'), child.ended])
      await delay(random() * takes)
      child.process.kill('SIGKILL')
      const { stdout } = await child.ended
      if (stdout.includes('READY')) {
        remove()
        continue
      }
      hits += 1
      const index = openIndex(bench.core, 'default')
      const indexed = index?.database.prepare('SELECT snapshot.id FROM snapshot JOIN tree ON tree.id = snapshot.tree').all() ?? []
      if (indexed.length > 0) partly += 1
      for (const { id } of index === undefined ? [] : indexed) expectListed(index as never, String(id), truth.entries.get(String(id)) ?? [])
      index?.close()
      if (hits % 5 === 0) {
        await expectWhole()
        remove()
      }
    }
    expect(partly).toBeGreaterThan(0)
    await expectWhole()
    const says = 'updates of the index killed at random, and answers that were not those of restic'
    noteFigure('index-killed', { says, seed, cases: kills, wrong: 0, also: `${partly} of them with some of it written` })
  })

  test('cancelled: no restic is left behind, and the next one goes on', async () => {
    remove()
    const controller = new AbortController()
    const host = testHost(controller.signal)
    const updating = readyIndex(bench.core, 'default', host)
    updating.catch(() => undefined)
    const begun = () => host.told.some(({ step }) => step === 'indexing') && bench.core.running.size > 0
    while (!begun()) await turn()
    const started = [...bench.core.running]
    controller.abort()
    await expect(updating).rejects.toMatchObject({ name: 'CancelledError' })
    expect([...bench.core.running]).toEqual([])
    for (const pid of started) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    await expectWhole()
  })

  test('a restic that is killed: told, and read again the next time', async () => {
    remove()
    const host = testHost()
    const { core, opened } = bench
    const updating = updateIndex(core, opened, file, host)
    updating.catch(() => undefined)
    while (!(host.told.some(({ step }) => step === 'indexing') && core.running.size > 0)) await turn()
    for (const pid of core.running) process.kill(pid, 'SIGKILL')
    await expect(updating).rejects.toThrow('restic was killed')
    await expectWhole()
  })

  test('two at once: one waits for the other', async () => {
    remove()
    const children = [updateInChild(bench), updateInChild(bench)]
    const ends = await Promise.all(children.map(({ ended }) => ended))
    for (const { stdout } of ends) expect(stdout).toContain(`READY ${truth.snapshots.length}`)
    await expectWhole()
  })
})

describe('a disk that takes no more', () => {
  test('is told in words; nothing else suffers, and with room it goes on', async () => {
    remove()
    const folder = path.dirname(file)
    const namespace = await openMountNamespace(`mount -t tmpfs -o size=160k tmpfs '${folder}'`)
    const { stdout } = await updateInChild(bench, namespace.prefix).ended
    expect(JSON.parse(stdout.slice(stdout.indexOf('FAILED') + 7))).toMatchObject({
      name: 'ProblemError',
      problem: {
        code: 'index-not-writable',
        sentence: expect.stringContaining('is full'),
        remedy: expect.stringContaining('Free some space'),
      },
    })
    await namespace.shell(`mount -o remount,size=16m '${folder}'`)
    expect((await updateInChild(bench, namespace.prefix).ended).stdout).toContain(`READY ${truth.snapshots.length}`)
    expect(await bench.raw('check', '--no-lock')).toContain('no errors were found')
    await expectWhole()
  })

  test('so is a place that cannot be written', async () => {
    remove()
    const folder = path.dirname(file)
    const namespace = await openMountNamespace(`mount -t tmpfs -o ro tmpfs '${folder}'`)
    const { stdout } = await updateInChild(bench, namespace.prefix).ended
    expect(JSON.parse(stdout.slice(stdout.indexOf('FAILED') + 7))).toMatchObject({
      name: 'ProblemError',
      problem: { code: 'index-not-writable', sentence: expect.stringContaining('cannot be written') },
    })
    await expectWhole()
  })
})

describe('an index that is not what it should be is made anew', () => {
  const damages: Record<string, () => void> = {
    'cut in the middle': () => truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096),
    'cut in the middle of a page': () => truncateSync(file, 6_000),
    'cut to its head': () => truncateSync(file, 100),
    empty: () => truncateSync(file, 0),
    zeroes: () => writeFileSync(file, Buffer.alloc(statSync(file).size)),
    noise: () => writeFileSync(file, Buffer.from(Array.from({ length: 20_000 }, () => between(random, 0, 255)))),
    'another program’s': () => writeFileSync(file, 'not a database'),
    'noise behind its head': () => {
      const bytes = readFileSync(file)
      for (let at = 4096; at < bytes.length; at++) bytes[at] = between(random, 0, 255)
      writeFileSync(file, bytes)
    },
    'with a journal of noise': () => writeFileSync(`${file}-wal`, Buffer.alloc(5_000, 'noise')),
    'of a version to come': () => {
      const index = openIndex(bench.core, 'default')
      index?.database.exec('PRAGMA user_version = 999; DROP TABLE version')
      index?.close()
    },
    'without a table': () => {
      const index = openIndex(bench.core, 'default')
      index?.database.exec('DROP TABLE line')
      index?.close()
    },
    gone: remove,
  }
  for (const [what, damage] of Object.entries(damages))
    test(what, async () => {
      await expectWhole()
      damage()
      await bench.raw('tag', '--add', `after-${between(random, 1, 1e9)}`, truth.snapshots[0]?.id ?? '')
      truth = await truthOf(bench, truth)
      expect(truth.entries.size).toBe(snapshots)
      await expectWhole()
    })

  test('removed while it is open: who has it open reads on, and the next one gets a new one', async () => {
    await expectWhole()
    const index = await readyIndex(bench.core, 'default', bench.host)
    remove()
    const [id, entries] = [...truth.entries][0] as [string, never[]]
    expectListed(index, id, entries)
    index.close()
    await expectWhole()
    expect(existsSync(file)).toBe(true)
  })
})
