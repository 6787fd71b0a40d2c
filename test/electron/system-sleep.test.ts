import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import path from 'node:path'
import { expect, it } from 'vitest'
import { lockIds, snapshotIds } from '../../main/engine/repositories/local-files.ts'
import { processes, signal, waitFor } from '../helpers/cli-processes.ts'
import { rawRestic } from '../helpers/raw-restic.ts'
import { startRestServer } from '../helpers/servers/rest-server.ts'
import { systemBench } from '../helpers/system-bench.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

/** Ahead of the clock that restic goes by, so that its locks are older than the sleep. */
const year = new Date().getUTCFullYear() + 1
const at = (time: string) => `${year}-11-${time}Z`

/** A laptop whose repository lies on a server. */
async function laptop() {
  const data = temporaryFolder('rest')
  const server = await startRestServer(data)
  const bench = await systemBench({
    started: at('16T12:00:00'),
    configuration: {
      repositories: { server: { type: 'rest', url: `${server.url}laptop`, limitUpload: '800 KiB/s', prune: false } },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['server'] } },
      notifications: { desktop: { successes: 'each' } },
    },
  })
  const place = path.join(data, 'laptop')
  return { ...bench, data, server, place, raw: () => rawRestic(place, bench.keychain.entries.get('repository:server')) }
}

type Laptop = Awaited<ReturnType<typeof laptop>>

/** Falls asleep in the middle of a backup: nothing of it runs any more, and its connections are gone. @returns restic */
async function asleepInTheMiddle(bench: Laptop): Promise<number> {
  writeFileSync(path.join(bench.notes, 'new.bin'), randomBytes(2_000_000))
  bench.at(at('17T07:00:00'))
  bench.look()
  await waitFor('data that arrives at the server', () => sizes(bench.place).some((size) => size > 1_000_000), 30_000)
  const restic = processes().find(({ parent, command }) => parent === process.pid && command.includes('backup'))
  if (restic === undefined) throw new Error('no restic')
  bench.fake.powerMonitor.monitor.suspend()
  signal(restic.pid, 'SIGSTOP')
  return restic.pid
}

/** It wakes up. The network is not there yet: whatever is tried fails. */
async function wake(bench: Laptop, time: string) {
  bench.machine.network = { online: false, metered: null }
  await bench.server.end()
  let tries = 0
  const nowhere = createServer((socket) => {
    tries++
    socket.destroy()
  }).listen(bench.server.port, '127.0.0.1')
  await once(nowhere, 'listening')
  bench.at(time)
  bench.fake.powerMonitor.monitor.resume()
  return { nowhere, tries: () => tries }
}

/** The network is there, and the machine notices. */
async function connect(bench: Laptop, nowhere: Server): Promise<void> {
  nowhere.close()
  await once(nowhere, 'close')
  await startRestServer(bench.data, { port: bench.server.port })
  bench.machine.network = { online: true, metered: false }
  bench.look()
}

function sizes(place: string): number[] {
  if (!existsSync(place)) return []
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => statSync(path.join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0)
}

/** One snapshot of the vault, verified, told once, that of Vaultkeeper itself behind it, and nothing wrong with the repository. */
async function expectOne(bench: Laptop): Promise<void> {
  await waitFor('what is told', () => bench.shown.length > 0)
  const own = () => bench.events('run.intent').find(({ kind }) => kind === 'own')
  await waitFor('what Vaultkeeper keeps of itself', () => bench.events('run.outcome').some(({ run }) => run === own()?.run))
  expect(snapshotIds(bench.place)).toHaveLength(2)
  expect(bench.events('run.verified').map(({ report }) => report.findingCount)).toEqual([0])
  expect(bench.shown.map(({ kind, subject }) => [kind, subject])).toEqual([['well', expect.anything()]])
  expect(bench.trouble).toEqual([])
  expect(lockIds(bench.place)).toEqual([])
  await bench.raw()('check', '--read-data', '--quiet')
}

it('suspend during a backup, resume without network, network back: one snapshot, verified, told once', async () => {
  const bench = await laptop()
  const restic = await asleepInTheMiddle(bench)
  signal(restic, 'SIGCONT')
  const { nowhere, tries } = await wake(bench, at('17T09:00:00'))
  await waitFor('restic to try again', () => tries() > 1)
  expect([bench.runs(), bench.shown]).toEqual([['11-17T07:00 schedule open'], []])
  await connect(bench, nowhere)
  await bench.ended(1)
  expect(bench.runs()).toEqual(['11-17T07:00 schedule done'])
  await expectOne(bench)
}, 90_000)

it('the same where its lock was taken for stale meanwhile: the repository is checked before it counts', async () => {
  const bench = await laptop()
  const restic = await asleepInTheMiddle(bench)
  await bench.raw()('unlock', '--remove-all')
  bench.at(at('17T09:00:00'))
  signal(restic, 'SIGCONT')
  bench.fake.powerMonitor.monitor.resume()
  await bench.ended(1)
  // It was over before anybody could look for the lock a second time.
  expect(bench.runs()).toEqual(['11-17T07:00 schedule done'])
  expect(bench.logged.some((line) => line.startsWith('end: check: exit 0'))).toBe(true)
  await expectOne(bench)
}, 90_000)

it('asleep over the due time: made up for once, and not before the network is there', async () => {
  const bench: Laptop = await laptop()
  writeFileSync(path.join(bench.notes, 'a.md'), 'something')
  const asked = bench.machine.asked
  const { nowhere, tries } = await wake(bench, at('17T09:00:00'))
  await waitFor('a look', () => bench.machine.asked > asked)
  bench.at(at('17T09:01:00'))
  bench.look()
  expect([bench.runs(), bench.shown, tries()]).toEqual([[], [], 0])
  await connect(bench, nowhere)
  await bench.ended(1)
  expect(bench.runs()).toEqual(['11-17T07:00 catch-up done'])
  await expectOne(bench)
}, 90_000)
