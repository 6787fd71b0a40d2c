import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { homeAt } from '../../main/engine/home/home.ts'
import { passwordFile } from '../../main/engine/secrets/password.ts'
import {
  type Bench,
  expectHealthy,
  expectTidy,
  expectWords,
  historyOf,
  notedRestic,
  openBench,
  repositoryFiles,
  repositoryOf,
  verdictsOf,
} from '../helpers/cli-bench.ts'
import { processesNaming, signal, waitFor } from '../helpers/cli-processes.ts'
import { cheapenKey } from '../helpers/forge-snapshots.ts'

/** A bench with a plan that has made so many snapshots. @returns their labels, oldest first */
async function benchWithBackups(count: number, repository: Record<string, unknown> = {}): Promise<{ bench: Bench; labels: string[] }> {
  const bench = openBench()
  mkdirSync(bench.home, { recursive: true })
  const configuration = {
    version: 1,
    vaults: { notes: { path: bench.vault, recoveryDocument: false } },
    repositories: { default: { type: 'local', path: path.join(bench.home, 'repositories', 'default'), ...repository } },
    plans: { daily: { kind: 'daily', sources: ['notes'], keep: { last: 30 } } },
  }
  writeFileSync(path.join(bench.home, 'backup_schedule.json'), JSON.stringify(configuration))
  expect(await bench.json(['init'])).toMatchObject({ exitCode: 0 })
  cheapenKey(repositoryOf(bench), readFileSync(passwordFile(homeAt(bench.home), 'default'), 'utf8').trim())
  const labels: string[] = []
  for (let number = 0; number < count; number++) {
    writeFileSync(path.join(bench.vault, 'one.md'), `version ${number}`)
    const answer = await bench.json(['backup', 'daily'])
    expect(answer, JSON.stringify(answer)).toMatchObject({ exitCode: 0 })
    labels.push((answer['runs'] as { result: { label: string } }[])[0]?.result.label ?? '')
  }
  return { bench, labels }
}

/** Without the one of what Vaultkeeper keeps of itself. */
const snapshotCount = (bench: Bench) => repositoryFiles(bench, 'snapshots').length - 1

describe('retention on the command line', { timeout: 120_000 }, () => {
  test('removes nothing while the configuration is not in force, whoever says what to keep, and everything else goes on', async () => {
    const { bench } = await benchWithBackups(4)
    const file = path.join(bench.home, 'backup_schedule.json')
    const right = readFileSync(file, 'utf8')
    writeFileSync(file, right.replace('"version":1,', '"version":1'))
    const why = /The configuration has a mistake, so nothing is removed: backup_schedule\.json:1:13: A comma is missing before this\./
    const refused = await bench.cli(['prune', '--plan', 'daily', '--keep-last', '3'])
    expect([refused.code, refused.stderr]).toEqual([5, expect.stringMatching(why)])
    expect(refused.stderr).toContain('vaultkeeper config validate')
    expect(snapshotCount(bench)).toBe(4)
    expect(historyOf(bench).filter(({ event }) => event === 'snapshots.removed')).toEqual([])
    expect((await bench.cli(['prune', '--dry-run', '--keep-last', '3'])).stdout).toMatch(why)
    // What the last good one says is backed up all the same, and that it is the last good one is said once.
    const ended = await bench.cli(['backup', 'daily'])
    expect(ended.code, ended.stderr).toBe(0)
    expect(ended.stderr).toMatch(
      /^! The configuration has a mistake, so the last good one stays in force: .*: vaultkeeper config validate\n$/,
    )
    writeFileSync(file, right)
    expect((await bench.cli(['prune', '--plan', 'daily', '--keep-last', '3'])).code).toBe(0)
  })

  test('goes by what the configuration says when it removes, not by what it said when a backup began', async () => {
    const { bench } = await benchWithBackups(5)
    const file = path.join(bench.home, 'backup_schedule.json')
    const keeping = (last: number) => writeFileSync(file, readFileSync(file, 'utf8').replace(/"last":\d+/, `"last":${last}`))
    // What Vaultkeeper keeps of itself is kept anew with each configuration.
    const count = async () => ((await bench.json(['snapshots']))['snapshots'] as unknown[]).length
    const changed = { verdict: 'skipped', problem: { code: 'configuration-changed' } }
    const retentions = () => {
      const ours = historyOf(bench).flatMap((one) => (one.event === 'run.intent' && one.kind === 'retention' ? [one.run] : []))
      return historyOf(bench).filter((one) => one.event === 'run.outcome' && ours.includes(one.run))
    }
    // In the middle of the backup, and between restic's dry run and the removal.
    keeping(3)
    for (const command of ['backup', 'forget']) {
      writeFileSync(path.join(bench.vault, 'one.md'), `before ${command}`)
      const held = bench.shim.hold(command)
      const running = bench.start(['backup', 'daily'])
      await held.reached()
      keeping(100)
      held.letGo()
      expect((await running.ended).code).toBe(0)
      expect(retentions().at(-1)).toMatchObject(changed)
      keeping(3)
    }
    expect(await count()).toBe(7)
    writeFileSync(path.join(bench.vault, 'one.md'), 'afterwards')
    expect((await bench.cli(['backup', 'daily'])).code).toBe(0)
    expect(retentions().at(-1)).toMatchObject({ verdict: 'done' })
    expect(await count()).toBe(3)
  })

  test('tells what it would remove and why, spares what is pinned, removes the rest and frees its space', async () => {
    const { bench, labels } = await benchWithBackups(6)
    const pin = await bench.cli(['pin', labels[1] ?? ''])
    expect([pin.code, pin.stdout]).toEqual([0, expect.stringContaining(`${labels[1]} (`)])
    expect(pin.stdout).toContain('is pinned: no rule of retention removes it.')
    const nothing = await bench.cli(['prune', '--dry-run'])
    expect(nothing.stdout).toBe('daily, notes in "default": nothing to remove; 6 snapshots, keep last 30\n')
    const dry = await bench.cli(['prune', '--dry-run', '--keep-last', '4'])
    expect(dry.stdout).toContain('daily, notes in "default": would remove this one of 6')
    expect(dry.stdout).toContain(labels[0])
    expect(dry.stdout).toContain('because no rule keeps it: last 4')
    expect(dry.stdout).toContain(`${labels[1]} stays all the same: pinned`)
    const preview = await bench.json(['prune', '--dry-run', '--keep-last', '4'])
    const [series] = preview['retention'] as { remove: { label: string }[]; keep: { snapshot: { label: string }; reasons: string[] }[] }[]
    expect(series?.remove.map(({ label }) => label)).toEqual(labels.slice(0, 1))
    expect(series?.keep.map(({ snapshot, reasons }) => [snapshot.label, reasons])).toEqual([
      ...[5, 4, 3].map((index) => [labels[index], ['last snapshot', 'one of the newest 3']]),
      [labels[2], ['last snapshot']],
      [labels[1], ['pinned']],
    ])
    expect(snapshotCount(bench)).toBe(6)
    const done = await bench.cli(['prune', '--keep-last', '4'])
    expect(done.code, done.stderr).toBe(0)
    expect(done.stdout).toContain(`daily, notes in "default": 1 snapshot removed (${labels[0]}), 5 kept`)
    expect(done.stdout).toMatch(/"default": .* freed, .* left/)
    expect(snapshotCount(bench)).toBe(5)
    const list = await bench.cli(['snapshots'])
    expect(list.stdout.split('\n').filter((line) => line.includes('pinned'))).toEqual([expect.stringContaining(`${labels[1]} `)])
    expect((await bench.cli(['unpin', labels[1] ?? ''])).code).toBe(0)
    expect(await bench.json(['prune', '--keep-last', '4'])).toMatchObject({
      exitCode: 0,
      retention: [{ verdict: 'done', result: { vaults: [{ removed: [{ label: labels[1] }], kept: 4 }] } }],
      prune: [{ verdict: 'done' }],
    })
    await expectTidy(bench)
    await expectHealthy(bench)
  })

  test('killed in the middle of a removal is put right by the next backup, and nothing of it has vanished', async () => {
    const { bench } = await benchWithBackups(5)
    // The first of the two calls only asks.
    const held = bench.shim.hold('forget')
    const running = bench.start(['prune', '--keep-last', '3'])
    await held.reached()
    held.holdNext()
    await held.reached()
    expect(historyOf(bench).filter(({ event }) => event === 'snapshots.removing')).toHaveLength(1)
    // Before it is noted down it has no password: it would end with its Vaultkeeper.
    await notedRestic(bench, running, 'forget')
    // restic goes on without its Vaultkeeper, and removes what it was told.
    signal(running.pid, 'SIGKILL')
    expect((await running.ended).signal).toBe('SIGKILL')
    held.letGo()
    await waitFor('the snapshots to go', () => snapshotCount(bench) === 3)
    await waitFor('restic to end', () => processesNaming(bench.home).length === 0)
    expect(historyOf(bench).filter(({ event }) => event === 'snapshots.removed')).toEqual([])
    const next = await bench.json(['backup', 'daily'])
    expect(next, JSON.stringify(next)).toMatchObject({ exitCode: 0 })
    const events = historyOf(bench).map(({ event }) => event)
    expect(events.filter((event) => event === 'snapshots.removed')).toHaveLength(1)
    expect(events).not.toContain('snapshots.vanished')
    expect(verdictsOf(bench, 'retention')).toEqual(['interrupted'])
    await expectHealthy(bench)
  })

  test('leaves an append-only repository alone, which is a state and no failure', async () => {
    const { bench } = await benchWithBackups(4, { appendOnly: true, keep: { last: 1 } })
    const done = await bench.cli(['prune'])
    expect([done.code, done.stdout, done.stderr]).toEqual([
      0,
      expect.stringMatching(
        /The repository "default" is append-only: nothing is removed there\. It holds 4 snapshots, the oldest of \d{4}-/,
      ),
      '',
    ])
    expect(snapshotCount(bench)).toBe(4)
    expect(bench.shim.work()).not.toContain('forget')
  })

  test('removes nothing where a snapshot has vanished, until a person says that it was meant', async () => {
    const { bench, labels } = await benchWithBackups(5)
    const oldest = (await bench.json(['snapshots']))['snapshots'] as { id: string; label: string }[]
    const gone = oldest.find(({ label }) => label === labels[3])?.id ?? ''
    rmSync(path.join(repositoryOf(bench), 'snapshots', gone))
    const held = await bench.cli(['prune', '--keep-last', '3'])
    expectWords(held, {
      exit: 5,
      sentence: /^x Nothing was removed of notes in "default": A snapshot has vanished from the repository "default" \([0-9a-f]{8}\)\./,
      remedy: /vaultkeeper prune --expected --repository default\./,
    })
    expect(held.stderr).toContain('No space was freed in "default"')
    expect(snapshotCount(bench)).toBe(4)
    const meant = await bench.cli(['prune', '--keep-last', '3', '--expected'])
    expect([meant.code, meant.stderr]).toEqual([0, ''])
    expect(meant.stdout).toMatch(/^Taken as expected: A snapshot has vanished.* \(notes(?:, \S+)? into default\)$/m)
    expect(meant.stdout).toContain(`1 snapshot removed (${labels[0]}), 3 kept`)
    expect(historyOf(bench).find(({ event }) => event === 'anomaly.answered')).toMatchObject({
      answer: 'expected',
      by: expect.stringMatching(/.@./),
    })
  })

  test('says what was named wrongly', async () => {
    const { bench } = await benchWithBackups(1)
    const expected = { exit: 1, sentence: /There is no plan "weekly"/, remedy: /There is: daily/ }
    expectWords(await bench.cli(['prune', '--plan', 'weekly']), expected)
    expectWords(await bench.cli(['prune', '--dry-run', '--repository', 'drive']), {
      exit: 1,
      sentence: /There is no repository "drive"/,
      remedy: /There is: default/,
    })
    expectWords(await bench.cli(['pin', 'daily/2020-01-01']), {
      exit: 1,
      sentence: /There is no snapshot/,
      remedy: /vaultkeeper snapshots/,
    })
    expect((await bench.cli(['prune', '--keep-last', '0'])).code).toBe(2)
    expect((await bench.cli(['prune', '--keep-within', 'yesterday'])).code).toBe(2)
  })
})
