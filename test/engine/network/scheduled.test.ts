import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { snapshotIds } from '../../../main/engine/repositories/local-files.ts'
import { status } from '../../../main/engine/status.ts'
import { writeRandom } from '../../helpers/cli-tree.ts'
import { type ScheduleBench, scheduleBench } from '../../helpers/schedule-bench.ts'
import { startHttpFaults } from '../../helpers/servers/http-faults.ts'
import { startProxy } from '../../helpers/servers/proxy.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const started = '2026-11-16T12:00:00Z'

async function planTo(url: string, options: Partial<Parameters<typeof scheduleBench>[0]> = {}): Promise<ScheduleBench> {
  const bench = await scheduleBench({
    configuration: {
      vaults: { notes: { path: '~/notes', recoveryDocument: false } },
      repositories: { server: { type: 'rest', url, connections: 1, packSize: '4 MiB' } },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['server'] } },
    },
    started,
    execute: 'real',
    ...options,
  })
  mkdirSync(path.join(bench.folder, 'notes'), { recursive: true })
  writeFileSync(path.join(bench.folder, 'notes', 'a.md'), 'something worth keeping')
  await bench.at(started)
  return bench
}

it('a log-in page is waited for by what the schedule sets off: no failure, tried again by itself, made up for', async () => {
  const data = temporaryFolder('rest')
  const server = await startRestServer(data)
  const faults = await startHttpFaults(server.url)
  const bench = await planTo(`${faults.url}laptop`)
  await bench.at('2026-11-17T07:00:00Z')
  faults.setRules([{ status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>Welcome</html>' }])
  await bench.at('2026-11-18T07:00:00Z')
  expect(bench.runs().at(-1)).toBe('daily/server/notes 11-18T07:00 schedule: skipped network-log-in')
  expect((await status(bench.core)).plans).toMatchObject([{ state: 'protected' }])
  expect(bench.scheduler.nextLook()).toEqual(new Date('2026-11-18T07:01:00Z'))
  faults.setRules([])
  await bench.at('2026-11-18T07:01:00Z')
  expect(bench.runs().at(-1)).toBe('daily/server/notes 11-18T07:00 retry: done')
  expect(snapshotIds(path.join(data, 'laptop'))).toHaveLength(2)
}, 60_000)

it('a network that begins to count every byte ends what the schedule set off, and it goes on where it was on another one', async () => {
  const data = temporaryFolder('rest')
  const server = await startRestServer(data)
  const line = await startProxy(server.port)
  let metered = false
  const listeners = new Set<() => void>()
  const bench = await planTo(`http://127.0.0.1:${line.port}/laptop`, {
    machine: {
      network: async () => ({ online: true, metered }),
      onChange: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
  })
  await bench.at('2026-11-17T07:00:00Z')
  // A pack has 4 to 12 MiB: it ends with the piece that fills it.
  writeRandom(path.join(bench.folder, 'notes', 'film.bin'), 24)
  line.setRate(12 * 2 ** 20)
  const from = line.count().up
  const watch = setInterval(() => {
    if (metered || line.count().up - from < 14 * 2 ** 20) return
    metered = true
    for (const listener of listeners) listener()
  }, 5)
  await bench.at('2026-11-18T07:00:00Z')
  clearInterval(watch)
  expect(bench.runs().at(-1)).toBe('daily/server/notes 11-18T07:00 schedule: interrupted stopped')
  expect(bench.events('run.outcome').at(-1)?.problem?.sentence).toMatch(
    /^The network began to count every byte in the middle of this backup/,
  )
  // As long as it does, nothing more is begun.
  const runs = bench.runs().length
  await bench.at('2026-11-18T07:05:00Z')
  expect(bench.runs()).toHaveLength(runs)
  expect(readdirSync(path.join(data, 'laptop', 'locks'))).toEqual([])
  metered = false
  line.setRate(undefined)
  const again = line.count().up
  await bench.at('2026-11-18T08:00:00Z')
  expect(bench.runs().at(-1)).toMatch(/^daily\/server\/notes 11-18T07:00 \w+: done$/)
  expect(line.count().up - again).toBeLessThan(21 * 2 ** 20)
  expect(listeners.size).toBe(0)
}, 60_000)
