import path from 'node:path'
import { expect, it } from 'vitest'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { writeRandom } from '../../helpers/cli-tree.ts'
import { networkBench } from '../../helpers/network-bench.ts'
import { recorded, testHost } from '../../helpers/temporary-home.ts'

const MiB = 2 ** 20

it('a backup that comes into office hours goes on with their rate, in the same run, and what it had stored counts', async () => {
  const bench = await networkBench({
    settings: {
      connections: 1,
      packSize: '4 MiB',
      limitUpload: [{ from: '08:00', to: '18:00', rate: '4 MiB/s' }, { rate: '6 MiB/s' }],
    },
  })
  writeRandom(path.join(bench.vault, 'film.bin'), 30)
  bench.setTime(new Date('2026-11-21T07:59:00Z'))
  const before = bench.proxy.count().up
  const runs = recorded(bench.root).filter(({ event }) => event === 'run.intent').length
  const host = testHost()
  const running = backup(bench.core, { folder: bench.vault, repository: 'server', verify: true }, host)
  const looking = setInterval(() => {
    // One pack of 4 to 12 MiB is there, whole, and there is more to send than goes through until the clock is looked at.
    if (bench.proxy.count().up - before > 13 * MiB) bench.setTime(new Date('2026-11-21T08:00:00Z'))
  }, 20)
  const ended = await running
  clearInterval(looking)
  expect(ended).toMatchObject({ verdict: 'done', result: { report: { findingCount: 0 } } })
  expect(host.notes()).toMatch(/From now on at most 4 MiB\/s are sent to "server"/)
  const limits = bench.logged.flatMap((line) => (/^run: .* backup /.test(line) ? (/--limit-upload=(\d+)/.exec(line)?.[1] ?? []) : []))
  expect(limits.slice(-2)).toEqual(['6144', '4096'])
  // The first pack did not go twice.
  expect(bench.proxy.count().up - before).toBeLessThan(48 * MiB)
  expect(recorded(bench.root).filter(({ event }) => event === 'run.intent')).toHaveLength(runs + 1)
  expect(await bench.raw('check')).toMatch(/no errors were found/)
}, 60_000)
