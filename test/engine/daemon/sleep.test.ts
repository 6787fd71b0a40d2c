import { randomBytes } from 'node:crypto'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { executeJob } from '../../../main/engine/daemon/execute-job.ts'
import { lockIds, snapshotIds } from '../../../main/engine/repositories/local-files.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { processes, signal, waitFor } from '../../helpers/cli-processes.ts'
import { createShim } from '../../helpers/cli-shim.ts'
import { type RawRestic, rawRestic } from '../../helpers/raw-restic.ts'
import { scheduleBench } from '../../helpers/schedule-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

/** Ahead of the clock that restic goes by, so that its locks are older than the sleep. */
const year = new Date().getUTCFullYear() + 1
const at = (time: string) => `${year}-11-${time}Z`
const due = at('17T07:00:00.000')
const megabyte = 1_000_000

/**
 * A run in whose middle the machine sleeps: it has found half of the vault in the repository already (left there by a snapshot that somebody forgot,
 * but did not prune), and is storing the other half slowly.
 */
async function runInItsMiddle() {
  const folder = temporaryFolder('sleep')
  const shim = createShim(path.join(folder, 'shim'), process.env['VAULTKEEPER_RESTIC'] ?? '')
  const home = await scheduleBench({
    folder,
    configuration: {
      vaults: { notes: { path: '~/notes', recoveryDocument: false } },
      repositories: { local: { type: 'local', path: '~/local', prune: false } },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['local'] } },
    },
    started: at('16T12:00:00'),
    environment: { VAULTKEEPER_RESTIC: shim.program },
    execute: (job, _, core) => executeJob(core, job, testHost()),
  })
  const [vault, place] = [path.join(folder, 'notes'), path.join(folder, 'local')]
  await home.at(at('16T12:00:00'))
  await init(home.core, 'local', testHost())
  writeFileSync(path.join(vault, 'known.bin'), randomBytes(2 * megabyte))
  const raw = rawRestic(place, home.keychain.entries.get('repository:local'))
  await raw('backup', path.join(vault, 'known.bin'), '--quiet')
  await raw('forget', '--quiet', ...snapshotIds(place))
  writeFileSync(path.join(vault, 'new.bin'), randomBytes(4 * megabyte))
  shim.flags('backup', '--limit-upload=500')
  await home.lookAt(due)
  // All of the vault has been read by then: what is new goes into one pack, which is written now.
  await waitFor('the pack that is written slowly', () =>
    packsBeingWritten(place).some((file) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0.2 * megabyte),
  )
  const restic = processes().find(
    ({ parent, command }) => parent === process.pid && command.includes('backup') && command.join(' ').includes(place),
  )
  if (restic === undefined) throw new Error('no restic')
  shim.flags('backup')
  shim.forget()
  return { ...home, place, raw, restic: restic.pid, work: shim.work }
}

function packsBeingWritten(place: string): string[] {
  const entries = readdirSync(path.join(place, 'data'), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.includes('-tmp-'))
    .map(({ parentPath, name }) => path.join(parentPath, name))
}

/** Somebody else takes the lock for stale, and frees what no snapshot needs. */
async function pruneAsIfAlone({ raw, place }: { raw: RawRestic; place: string }): Promise<void> {
  await raw('unlock', '--remove-all')
  expect(lockIds(place)).toEqual([])
  await raw('prune', '--quiet')
}

const first = 'daily/local/notes 11-17T07:00 schedule'

it('a backup whose lock was removed while the machine slept is ended, the repository checked, and the repeat verified', async () => {
  const bench = await runInItsMiddle()
  signal(bench.restic, 'SIGSTOP')
  await pruneAsIfAlone(bench)
  bench.setTime(new Date(at('17T09:00:00')))
  signal(bench.restic, 'SIGCONT')
  await bench.scheduler.settled()
  expect(bench.runs()).toContain(`${first}: failed lock-lost`)
  expect(snapshotIds(bench.place)).toEqual([])
  await bench.at(at('17T09:00:01'))
  expect(bench.runs().at(-1)).toBe('daily/local/notes 11-17T07:00 retry: done')
  expect(bench.work().filter((command) => command === 'check')).toHaveLength(1)
  await bench.raw('check', '--read-data', '--quiet')
})

it('one that ended in the moment of waking is no success over missing data: it fails, and the repeat stores everything anew', async () => {
  const bench = await runInItsMiddle()
  signal(bench.restic, 'SIGSTOP')
  await pruneAsIfAlone(bench)
  signal(bench.restic, 'SIGCONT')
  while (snapshotIds(bench.place).length === 0) await new Promise((resolve) => setImmediate(resolve))
  bench.setTime(new Date(at('17T09:00:00')))
  await bench.scheduler.settled()
  expect(bench.runs()).toContain(`${first}: failed lock-lost`)
  await expect(bench.raw('check', '--quiet')).rejects.toThrow()
  await bench.at(at('17T09:00:01'))
  expect(bench.runs().at(-1)).toBe('daily/local/notes 11-17T07:00 retry: done')
  expect(bench.events('run.snapshot').at(-1)?.snapshot.label).toBe(`daily/${year}-11-17.2`)
  await bench.raw('check', '--read-data', '--quiet')
})

it('one whose lock is still there goes on, and nothing is checked', async () => {
  const bench = await runInItsMiddle()
  signal(bench.restic, 'SIGSTOP')
  bench.setTime(new Date(at('17T07:20:00')))
  signal(bench.restic, 'SIGCONT')
  await bench.scheduler.settled()
  expect(bench.runs()).toContain(`${first}: done`)
  expect(bench.work()).not.toContain('check')
  // It was looked for.
  expect(bench.work()).toContain('cat')
})
