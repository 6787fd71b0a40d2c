import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type Bench, backUp, expectTidy, historyOf, openBench, repositoryOf, resticOf, verdictsOf } from '../helpers/cli-bench.ts'
import { processesNaming, signal, waitFor } from '../helpers/cli-processes.ts'
import { differences, writeNotes, writeRandom } from '../helpers/cli-tree.ts'
import { cheapenKey } from '../helpers/forge-snapshots.ts'
import { rawRestic } from '../helpers/raw-restic.ts'
import { between, seeded } from '../helpers/seeded.ts'

const passwords = { default: 'M4rked-from 1548', drive: 'M4rked-to 2659' }

/** A bench with the repositories `default` and `drive`, of which the first holds so many snapshots. */
async function benchWith(snapshots: number, change: (bench: Bench, number: number) => void): Promise<Bench> {
  const bench = openBench()
  mkdirSync(bench.home)
  bench.environment['VAULTKEEPER_PASSWORD'] = passwords.default
  bench.environment['VAULTKEEPER_PASSWORD_DRIVE'] = passwords.drive
  const drive = { type: 'local', path: path.join(bench.folder, 'drive') }
  writeFileSync(path.join(bench.home, 'backup_schedule.json'), JSON.stringify({ version: 1, repositories: { drive } }))
  writeNotes(bench.vault, 5)
  for (let number = 0; number < snapshots; number++) {
    change(bench, number)
    await backUp(bench)
  }
  expect((await bench.cli(['init', '--repository', 'drive'])).code).toBe(0)
  cheapenKey(drive.path, passwords.drive)
  return bench
}

const raw = (bench: Bench) => rawRestic(path.join(bench.folder, 'drive'), passwords.drive)

const bytesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0)

describe('copy on the command line', { timeout: 120_000 }, () => {
  test('tells what it would copy, copies it, and what it copied can be restored; no secret is seen on the way', async () => {
    const bench = await benchWith(2, ({ vault }, number) => appendFileSync(path.join(vault, 'log.md'), `line ${number}\n`))
    const before = await bench.cli(['copy', 'default', 'drive', '--dry-run'])
    expect(before.stdout).toMatch(/^Would copy 2 snapshots from "default" into "drive":\n {2}[0-9a-f]{8} +manual\/.*by hand\n/)
    const hold = bench.shim.hold('copy')
    const running = bench.start(['copy', 'default', 'drive'])
    await hold.reached()
    const restic = await waitFor('restic copy', () => resticOf(running, 'copy'))
    const seen = [restic, running.pid].map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).join()
    expect(`${seen}${readFileSync(`/proc/${restic}/environ`, 'utf8')}`).not.toMatch(/M4rked/)
    hold.letGo()
    const ended = await running.ended
    expect(ended.stdout).toMatch(
      /^✔ 2 snapshots copied from "default" into "drive"\n {2}each has the content of its original; 6 files \(\d+ bytes\) of the newest were read back\n$/,
    )
    expect(ended.code).toBe(0)
    expect(await bench.json(['copy', 'default', 'drive'])).toMatchObject({ exitCode: 0, result: { copied: [], there: 2, whole: true } })
    const target = path.join(bench.folder, 'back')
    expect(await bench.json(['restore', 'latest', '--repository', 'drive', '--to', target])).toMatchObject({ exitCode: 0 })
    expect(differences(bench.vault, target)).toEqual([])
    expect(JSON.stringify(historyOf(bench))).not.toMatch(/M4rked/)
  })

  test('out of a repository whose snapshots may not be listed fails, and none of them is noted as vanished', async () => {
    const bench = await benchWith(1, () => undefined)
    const snapshots = path.join(repositoryOf(bench), 'snapshots')
    chmodSync(snapshots, 0o000)
    // Root reads everything. Without these two capabilities it is a user like any other, who owns the folder.
    bench.prefix = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--']
    expect(await bench.json(['copy', 'default', 'drive'])).toMatchObject({
      verdict: 'failed',
      exitCode: 1,
      problem: { code: 'repository-not-allowed' },
    })
    chmodSync(snapshots, 0o700)
    bench.prefix = []
    expect(historyOf(bench).filter(({ event }) => event === 'snapshots.vanished')).toEqual([])
    expect(await bench.json(['copy', 'default', 'drive'])).toMatchObject({ exitCode: 0, result: { copied: [{}], whole: true } })
  })

  test('killed at ten random moments, it goes on each time, stores nothing twice, and ends whole', async () => {
    const bench = await benchWith(3, ({ vault }, number) => writeRandom(path.join(vault, `film-${number}.bin`), 8))
    bench.shim.flags('copy', '--limit-upload=15000 --pack-size=4')
    const random = seeded(20_261_121)
    for (let time = 0; time < 10; time++) {
      const running = bench.start(['copy', 'default', 'drive'])
      const restic = await waitFor('restic copy', () => resticOf(running, 'copy'))
      await delay(between(random, 0, 400))
      signal(running.pid, 'SIGKILL')
      // Half of the time restic is left to itself, and ended by the next start.
      if (time % 2 === 0) signal(restic, 'SIGKILL')
      await running.ended
    }
    bench.shim.flags('copy')
    expect(await bench.json(['copy', 'default', 'drive'])).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(verdictsOf(bench, 'copy').slice(0, -1)).toEqual(Array(10).fill('interrupted'))
    await raw(bench)('check', '--read-data', '--quiet')
    const stats = JSON.parse(await raw(bench)('stats', '--mode=raw-data', '--json')) as { total_size: number; snapshots_count: number }
    // With what Vaultkeeper keeps of itself.
    expect(stats.snapshots_count).toBe(4)
    // What restic was in the middle of each time, and no more: a pack of 4 MB for each of a handful of connections would be far beyond.
    expect(bytesIn(path.join(bench.folder, 'drive', 'data'))).toBeLessThan(1.5 * stats.total_size)
    expect(processesNaming(bench.folder)).toEqual([])
    await expectTidy(bench)
  })
})
