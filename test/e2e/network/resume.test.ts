import path from 'node:path'
import { expect, it } from 'vitest'
import { copy } from '../../../main/engine/copy/copy-run.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { differences, writeRandom } from '../../helpers/cli-tree.ts'
import { networkBench } from '../../helpers/network-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

const MiB = 2 ** 20
const offline = { verdict: 'failed', problem: { code: expect.stringMatching(/^(?:repository-offline|copy-cut-off)$/) } }

/**
 * Small packs, one after the other. One ends with the piece that fills it, and a piece may have 8 MiB: a pack has 4 to 12 MiB, so after
 * `enough` at least one has arrived whole.
 */
const small = { connections: 1, packSize: '4 MiB' }
const [whole, enough] = [24, 14]

it('a backup and a copy that were cut go on where they were: what the server has is not sent again', { timeout: 120_000 }, async () => {
  const bench = await networkBench({ settings: small, others: { local: { type: 'local', path: '~/local', prune: false } } })
  const work = {
    backup: bench.backUp,
    copy: async () => copy(bench.core, { from: 'local', to: 'server' }, null, testHost()),
  }
  for (const name of ['backup', 'copy'] as const) {
    writeRandom(path.join(bench.vault, `${name}.bin`), whole)
    if (name === 'copy') {
      const local = await backup(bench.core, { folder: bench.vault, repository: 'local', verify: true }, testHost())
      expect(local.verdict).toBe('done')
    }
    bench.proxy.setRate(20 * MiB)
    const from = bench.proxy.count().up
    const cut = bench.proxy.cutAfter(enough * MiB)
    expect(await work[name](), name).toMatchObject(offline)
    await cut
    await bench.mend()
    const again = bench.proxy.count().up
    expect(again - from).toBeGreaterThan(4 * MiB)
    const ended = await work[name]()
    expect(ended, `${name}: ${JSON.stringify(ended)}`).toMatchObject({ verdict: 'done' })
    expect(bench.proxy.count().up - again, name).toBeLessThan((whole - 3) * MiB)
  }
  expect(await bench.raw('check', '--read-data')).toMatch(/no errors were found/)
})

it('a restore that was cut is finished: what is written already is not fetched again', { timeout: 120_000 }, async () => {
  const bench = await networkBench({ settings: small, size: whole })
  const target = path.join(temporaryFolder('back'), 'notes')
  const wanted = { reference: 'latest', vault: undefined, target, overwrite: 'if-changed', verify: true, repository: 'server' } as const
  bench.proxy.setRate(20 * MiB)
  const from = bench.proxy.count().down
  const watch = setInterval(() => {
    if (bench.proxy.count().down - from > enough * MiB) bench.proxy.cut()
  }, 2)
  expect(await restore(bench.core, wanted, testHost())).toMatchObject({ verdict: 'failed' })
  clearInterval(watch)
  await bench.mend()
  const again = bench.proxy.count().down
  expect(await restore(bench.core, wanted, testHost())).toMatchObject({ verdict: 'done' })
  expect(bench.proxy.count().down - again).toBeLessThan((whole - 3) * MiB)
  expect(differences(bench.vault, target)).toEqual([])
})

it('a backup to a server that only takes goes on where it was as well', { timeout: 120_000 }, async () => {
  const bench = await networkBench({ settings: small, appendOnly: true })
  writeRandom(path.join(bench.vault, 'film.bin'), whole)
  bench.proxy.setRate(20 * MiB)
  const cut = bench.proxy.cutAfter(enough * MiB)
  expect(await bench.backUp()).toMatchObject(offline)
  await cut
  await bench.mend()
  const again = bench.proxy.count().up
  const host = testHost()
  const ended = await bench.backUp(host)
  expect(ended, JSON.stringify(ended)).toMatchObject({ verdict: 'done' })
  expect(bench.proxy.count().up - again, host.notes()).toBeLessThan((whole - 3) * MiB)
})
