import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Bench, expectHealthy, historyOf, notedRestic, openBench } from '../helpers/cli-bench.ts'
import { signal, waitFor } from '../helpers/cli-processes.ts'
import { writeNotes, writeRandom } from '../helpers/cli-tree.ts'
import { manifest } from '../helpers/random-tree.ts'

/** A vault whose plan keeps three snapshots, and has made three of its whole state. What a person has worked on since is not in them. */
async function prepare(): Promise<{ bench: Bench; film: string; whole: string[]; mine: string[] }> {
  const bench = openBench()
  mkdirSync(bench.home, { recursive: true })
  writeNotes(bench.vault, 20)
  const film = path.join(bench.vault, 'film.bin')
  writeRandom(film, 12)
  const configuration = {
    version: 1,
    vaults: { notes: { path: bench.vault, recoveryDocument: false } },
    repositories: { default: { type: 'local', path: path.join(bench.home, 'repositories', 'default'), packSize: '4MiB' } },
    plans: { daily: { kind: 'daily', sources: ['notes'], keep: { last: 3 } } },
  }
  writeFileSync(path.join(bench.home, 'backup_schedule.json'), JSON.stringify(configuration))
  for (const version of ['1', '2', '3']) {
    writeFileSync(path.join(bench.vault, 'one.md'), version)
    await backUp(bench)
  }
  writeRandom(film, 12)
  writeFileSync(path.join(bench.vault, 'one.md'), 'mine')
  return { bench, film, whole: (await ledger(bench)).map(({ id }) => id), mine: manifest(bench.vault) }
}

/** Runs the plan. @returns what it told a person */
async function backUp(bench: Bench): Promise<string> {
  const { code, stderr } = await bench.cli(['backup', 'daily'])
  expect(code, stderr).toBe(0)
  return stderr
}

type Listed = { readonly id: string; readonly plan: string | null; readonly mark: string | null }

async function ledger(bench: Bench): Promise<Listed[]> {
  const { snapshots } = (await bench.json(['snapshots'])) as unknown as { snapshots: Listed[] }
  return snapshots.filter(({ plan }) => plan === 'daily')
}

/** A restore in place that has written a part of the film, and stands still. */
async function restoring(bench: Bench, film: string) {
  const before = statSync(film).mtimeMs
  bench.shim.flags('restore', '--limit-download=4000')
  const running = bench.start(['restore', 'latest', '--vault', 'notes', '--in-place', '--overwrite', 'always'])
  const restic = await notedRestic(bench, running, 'restore')
  await waitFor('a part of the film', () => statSync(film).mtimeMs !== before)
  signal(restic, 'SIGSTOP')
  bench.shim.flags('restore')
  return { running, restic }
}

/** Kills such a restore, with its restic. @returns its run */
async function cutOff(bench: Bench, film: string): Promise<string> {
  const { running, restic } = await restoring(bench, film)
  signal(running.pid, 'SIGKILL')
  signal(restic, 'SIGKILL')
  await running.ended
  return historyOf(bench).findLast((line) => line.event === 'run.intent' && line.kind === 'restore')?.run ?? ''
}

const work = (bench: Bench, text: string) => writeFileSync(path.join(bench.vault, 'work.md'), text)
const status = (bench: Bench) => bench.json(['status'])

describe('a vault into which a restore was cut off (kill -9)', { timeout: 120_000 }, () => {
  test('is backed up and told to be half restored, and nothing whole is removed, until the restore is finished', async () => {
    const { bench, film, whole } = await prepare()
    const run = await cutOff(bench, film)
    for (const day of ['1', '2', '3', '4']) {
      work(bench, day)
      expect(await backUp(bench)).toMatch(
        /x Unusual in notes: A restore into .*Notes was cut off, and backups since then hold what it left half done\./,
      )
    }
    const half = (await ledger(bench)).slice(3)
    expect((await ledger(bench)).map(({ id }) => id).slice(0, 3)).toEqual(whole)
    expect(half.map(({ mark }) => mark)).toEqual(['unusual', 'unusual', 'unusual', 'unusual'])
    expect(historyOf(bench).filter(({ event }) => event === 'anomaly.raised')).toHaveLength(1)
    expect(await status(bench)).toMatchObject({
      exitCode: 1,
      plans: [{ state: 'anomaly', remedy: expect.stringMatching(/Finish that restore, or take it back/) }],
      anomalies: [{ code: 'half-restored', lastGood: { id: whole[2] } }],
      unfinished: [{ run }],
    })
    const frozen = await bench.cli(['prune', '--plan', 'daily', '--keep-last', '1'])
    expect([frozen.code, frozen.stderr]).toEqual([5, expect.stringMatching(/Nothing was removed of notes .* was cut off/)])

    expect(await bench.json(['restore', '--finish', run])).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(await status(bench)).toMatchObject({ exitCode: 0, anomalies: [], unfinished: [], plans: [{ state: 'protected' }] })
    work(bench, 'whole again')
    expect(await backUp(bench)).not.toContain('Unusual')
    // What was half restored stays known as that, and is what retention goes by from now on.
    expect((await ledger(bench)).map(({ mark }) => mark)).toEqual([null, 'unusual', 'unusual', null])
    await expectHealthy(bench)
  })

  test('is as it was once the restore is taken back', async () => {
    const { bench, film, mine } = await prepare()
    const run = await cutOff(bench, film)
    expect(await backUp(bench)).toContain('Unusual in notes')
    expect(await bench.json(['undo', run])).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(manifest(bench.vault)).toEqual(mine)
    expect(await status(bench)).toMatchObject({ exitCode: 0, anomalies: [], unfinished: [] })
    expect(await backUp(bench)).not.toContain('Unusual')
  })

  test('is as it should be once a person says so, and nobody asks again', async () => {
    const { bench, film } = await prepare()
    await cutOff(bench, film)
    await backUp(bench)
    expect(await bench.json(['status', '--expected'])).toMatchObject({ exitCode: 0, anomalies: [], unfinished: [] })
    for (const day of ['1', '2', '3']) {
      work(bench, day)
      expect(await backUp(bench)).not.toContain('Unusual')
    }
    expect((await ledger(bench)).map(({ mark }) => mark)).toEqual([null, null, null, null])
    // Another one is another question.
    writeRandom(film, 12)
    await cutOff(bench, film)
    expect(await backUp(bench)).toContain('Unusual in notes')
  })

  test('is not backed up while the restore goes on, and is when it has ended', async () => {
    const { bench, film, whole } = await prepare()
    const { running, restic } = await restoring(bench, film)
    const held = { verdict: 'failed', problem: { code: 'being-restored', sentence: expect.stringMatching(/Notes goes on/) } }
    expect(await bench.json(['backup', 'daily'])).toMatchObject({ exitCode: 1, runs: [held] })
    signal(restic, 'SIGCONT')
    expect((await running.ended).code).toBe(0)
    work(bench, 'since')
    await backUp(bench)
    expect((await ledger(bench)).map(({ id }) => id).slice(0, 2)).toEqual(whole.slice(1))
    expect(await status(bench)).toMatchObject({ exitCode: 0, anomalies: [], unfinished: [] })
  })
})
