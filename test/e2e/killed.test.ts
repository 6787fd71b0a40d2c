import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  backUp,
  expectHealthy,
  expectProblem,
  expectTidy,
  historyOf,
  lockCount,
  notedRestic,
  openBench,
  repositoryFiles,
  repositoryOf,
  verdictsOf,
} from '../helpers/cli-bench.ts'
import { isAlive, processes, processesNaming, signal, waitFor } from '../helpers/cli-processes.ts'
import { start } from '../helpers/cli-run.ts'
import { differences, writeNotes, writeRandom } from '../helpers/cli-tree.ts'

/** A restore that has written a part of a film. @param rate of its download, in KiB a second */
async function restoringFilm(rate: number) {
  const bench = openBench()
  writeNotes(bench.vault, 30)
  writeRandom(path.join(bench.vault, 'film.bin'), 40)
  await backUp(bench)
  const target = path.join(bench.folder, 'back')
  const film = path.join(target, 'film.bin')
  bench.shim.flags('restore', `--limit-download=${rate}`)
  const running = bench.start(['restore', 'latest', '--to', target])
  const restic = await notedRestic(bench, running, 'restore')
  await waitFor('a part of the film', () => existsSync(film) && statSync(film).blocks > 0)
  return { bench, target, running, restic }
}

describe('Vaultkeeper itself is killed (kill -9)', { timeout: 120_000 }, () => {
  test('while restic stores: the record is closed, the lock taken away, nothing is stored twice, the next backup verified', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    await backUp(bench)
    writeRandom(path.join(bench.vault, 'film.bin'), 40)
    const before = new Set(repositoryFiles(bench, 'data'))
    const stored = () => repositoryFiles(bench, 'data').filter((file) => !before.has(file) && !path.basename(file).includes('tmp'))
    const sizeOf = (file: string) => statSync(file).size
    bench.shim.flags('backup', '--limit-upload=20000')
    const running = bench.start(['backup', bench.vault])
    const restic = await notedRestic(bench, running, 'backup')
    // A pack that is stored whole, but not indexed yet: 40 MB make at least two, and the smallest may be the first.
    await waitFor('a stored pack', () => stored().some((file) => sizeOf(file) > 1_000_000))
    signal(running.pid, 'SIGKILL')
    signal(restic, 'SIGKILL')
    expect((await running.ended).signal).toBe('SIGKILL')
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'open'])
    expect(lockCount(bench)).toBe(1)
    bench.shim.flags('backup')
    const there = stored().reduce((sum, file) => sum + sizeOf(file), 0)

    // Any command closes the record; only one that works in the repository tidies it.
    const status = await bench.json(['status'])
    expect(status['vaults']).toMatchObject([{ state: 'failed', problem: { code: 'interrupted' }, lastGood: { files: 20 } }])
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'interrupted'])
    expect(historyOf(bench).at(-1)).toMatchObject({
      verdict: 'interrupted',
      problem: { sentence: expect.stringMatching(/ended in the middle of this backup/), remedy: expect.stringMatching(/Nothing to do/) },
    })

    const next = await expectHealthy(bench)
    expect(there + next.result.counts.bytesStored).toBeLessThan(40_200_000)
    expect(historyOf(bench).filter(({ event }) => event === 'lock.removed')).toHaveLength(1)
    const target = path.join(bench.folder, 'back')
    expect(await bench.json(['restore', 'latest', '--to', target])).toMatchObject({ exitCode: 0 })
    expect(differences(bench.vault, target)).toEqual([])
  })

  test('in a container without an init, where dead processes stay in the list: the lock of one is taken away all the same', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    // The first process of its own process namespace, which never asks for the end of those that are left to it.
    const container = start(['unshare', '-p', '-m', '-f', '--mount-proc', '--kill-child', 'sleep', '60'], {
      environment: bench.environment,
    })
    onTestFinished(() => signal(container.pid, 'SIGKILL'))
    const init = await waitFor('the container', () => processes().find(({ parent }) => parent === container.pid)?.pid)
    await waitFor(
      'its own list of processes',
      () => existsSync(`/proc/${init}/root/proc/1/stat`) && readFileSync(`/proc/${init}/root/proc/1/comm`, 'utf8') === 'sleep\n',
    )
    bench.prefix = ['nsenter', `--pid=/proc/${init}/ns/pid`, `--mount=/proc/${init}/ns/mnt`, '--']
    await backUp(bench)
    writeRandom(path.join(bench.vault, 'film.bin'), 8)
    bench.shim.flags('backup', '--limit-upload=1000')
    const running = bench.start(['backup', bench.vault])
    const restic = await waitFor(
      'a restic that backs up',
      () => processesNaming(bench.home).find(({ command }) => command.includes('backup'))?.pid,
    )
    await waitFor('its lock', () => lockCount(bench) > 0)
    const vaultkeeper = processes().find(({ pid }) => pid === restic)?.parent ?? 0
    signal(vaultkeeper, 'SIGKILL')
    signal(restic, 'SIGKILL')
    await running.ended
    bench.shim.flags('backup')
    expect(readFileSync(`/proc/${restic}/stat`, 'latin1')).toMatch(/\) Z /)
    await expectHealthy(bench)
  })

  test('a restic that goes on by itself is ended by the next start, and nobody else is', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    await backUp(bench)
    const hold = bench.shim.hold('backup')
    const running = bench.start(['backup', bench.vault])
    await hold.reached()
    const orphan = await notedRestic(bench, running, 'backup')
    signal(running.pid, 'SIGKILL')
    await running.ended
    expect(isAlive(orphan)).toBe(true)
    await expectHealthy(bench)
    expect(isAlive(orphan)).toBe(false)
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'interrupted', 'done'])
  })

  test('an orphan whose number another process has got by now is left alone', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await backUp(bench)
    writeFileSync(
      path.join(bench.home, 'locks', `default.${process.pid}.restic.json`),
      JSON.stringify({ pid: process.pid, started: '1', command: 'backup', owner: 4_194_304, ownerStarted: '1' }),
      { mode: 0o600 },
    )
    await expectHealthy(bench)
    expect(isAlive(process.pid)).toBe(true)
  })

  test('while the repository is made: it is made anew, and nothing of the first is left', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    const hold = bench.shim.hold('init')
    const running = bench.start(['backup', bench.vault])
    await hold.reached()
    const orphan = await notedRestic(bench, running, 'init')
    signal(running.pid, 'SIGKILL')
    await running.ended
    // What a half-done init leaves behind.
    const place = repositoryOf(bench)
    mkdirSync(path.join(place, 'keys'), { recursive: true })
    mkdirSync(path.join(place, 'snapshots'), { recursive: true })
    await expectHealthy(bench)
    expect(isAlive(orphan)).toBe(false)
    expect(repositoryFiles(bench, 'keys')).toHaveLength(1)
    expect(verdictsOf(bench, 'backup')).toEqual(['interrupted', 'done'])
  })

  test('while it reads back: not verified by anybody, and verified by the next run', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 50)
    await backUp(bench)
    for (const number of [1, 2, 3]) writeFileSync(path.join(bench.vault, `news ${number}.md`), `news ${number}`)
    const hold = bench.shim.hold('restore')
    const running = bench.start(['backup', bench.vault])
    await hold.reached()
    expect(readdirSync(path.join(bench.home, 'temporary'))).toHaveLength(1)
    await notedRestic(bench, running, 'restore')
    signal(running.pid, 'SIGKILL')
    await running.ended
    const status = await bench.json(['status'])
    expect(status['vaults']).toMatchObject([{ state: 'failed', problem: { code: 'interrupted' } }])
    const next = await expectHealthy(bench)
    expect(next.result.report.comparedFiles).toBeGreaterThanOrEqual(3)
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'interrupted', 'done'])
  })

  test('while it verifies: closed by the next start, nothing left behind', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 50)
    await backUp(bench)
    for (const command of ['check', 'dump']) {
      const hold = bench.shim.hold(command)
      const running = bench.start(['verify'])
      await hold.reached()
      await notedRestic(bench, running, command)
      signal(running.pid, 'SIGKILL')
      await running.ended
    }
    await expectHealthy(bench)
    expect(verdictsOf(bench, 'verify')).toEqual(['interrupted', 'interrupted'])
    expect(await bench.json(['verify'])).toMatchObject({ verdict: 'done', exitCode: 0 })
  })

  test('while it restores: files may be incomplete, and "if-changed" finishes them', async () => {
    const { bench, target, running, restic } = await restoringFilm(8_000)
    signal(running.pid, 'SIGKILL')
    signal(restic, 'SIGKILL')
    await running.ended
    bench.shim.flags('restore')
    expect(differences(bench.vault, target)).not.toEqual([])

    // What would keep a file of the right size and the wrong content is refused.
    const refused = await bench.json(['restore', 'latest', '--to', target, '--overwrite', 'never'])
    expectProblem(refused, {
      exit: 1,
      code: 'target-incomplete',
      sentence: /An earlier restore .* was cut off/,
      remedy: /--overwrite if-changed/,
    })
    expect(verdictsOf(bench, 'restore')).toEqual(['interrupted', 'failed'])
    expect(await bench.json(['restore', 'latest', '--to', target, '--overwrite', 'if-changed'])).toMatchObject({
      verdict: 'done',
      exitCode: 0,
    })
    expect(differences(bench.vault, target)).toEqual([])
    await expectHealthy(bench)
  })

  test('while it restores and another one waits for its folder, which then finds it half done and nobody who writes on', async () => {
    const { bench, target, running, restic } = await restoringFilm(4_000)
    const second = bench.start(['restore', 'latest', '--to', target, '--overwrite', 'never'])
    await waitFor('the one that waits', () => second.stderr().includes('Waiting'))
    signal(running.pid, 'SIGKILL')
    await running.ended
    expect(await second.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('was cut off') })
    expect(isAlive(restic)).toBe(false)
    expect(verdictsOf(bench, 'restore')).toEqual(['interrupted', 'failed'])
    await expectHealthy(bench)
  })

  test('a restore that was refused before it wrote says nothing against the folder', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await backUp(bench)
    const target = path.join(bench.folder, 'mine')
    mkdirSync(target)
    writeFileSync(path.join(target, 'mine.md'), 'mine')
    expect((await bench.json(['restore', 'latest', '--to', target])).problem?.code).toBe('target-not-empty')
    expect(await bench.json(['restore', 'latest', '--to', target, '--overwrite', 'never'])).toMatchObject({ verdict: 'done', exitCode: 0 })
  })

  test('while it restores and keeps what is there: the staging folder does not stay for ever', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 10)
    await backUp(bench)
    const target = path.join(bench.folder, 'mine')
    mkdirSync(target)
    writeFileSync(path.join(target, 'mine.md'), 'mine')
    const hold = bench.shim.hold('restore')
    const running = bench.start(['restore', 'latest', '--to', target, '--overwrite', 'keep-both'])
    await hold.reached()
    const restic = await notedRestic(bench, running, 'restore')
    signal(running.pid, 'SIGKILL')
    signal(restic, 'SIGKILL')
    await running.ended
    expect(readdirSync(target).filter((name) => name.startsWith('.'))).toHaveLength(1)
    expect(await bench.json(['restore', 'latest', '--to', target, '--overwrite', 'keep-both'])).toMatchObject({
      verdict: 'done',
      exitCode: 0,
    })
    expect([...readdirSync(bench.folder), ...readdirSync(target)].filter((name) => name.startsWith('.'))).toEqual([])
    expect(readFileSync(path.join(target, 'mine.md'), 'utf8')).toBe('mine')
    await expectTidy(bench)
  })

  test('while it writes the history: a cut-off line is accounted for, and the history holds', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await backUp(bench)
    const file = path.join(bench.home, 'system-history.jsonl')
    writeFileSync(file, '{"seq":99,"time":"2026-11-2', { flag: 'a' })
    const answer = await bench.json(['backup', bench.vault])
    expect(answer).toMatchObject({ verdict: 'done', exitCode: 0 })
    const lines = readFileSync(file, 'utf8').split('\n')
    expect(lines.some((line) => line.includes('history.torn'))).toBe(true)
    const check = await bench.json(['history', '--verify'])
    expect(check).toMatchObject({ holds: true, explained: 1, exitCode: 0 })
  })

  test('the state file is lost or broken: it is made anew from the history', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await backUp(bench)
    const before = await bench.json(['status'])
    for (const content of [undefined, 'no database at all', '']) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(path.join(bench.home, `state.sqlite${suffix}`), { force: true })
      if (content !== undefined) writeFileSync(path.join(bench.home, 'state.sqlite'), content)
      expect(await bench.json(['status'])).toEqual(before)
    }
    await expectHealthy(bench)
  })
})

describe('several at once', { timeout: 120_000 }, () => {
  test('two first backups at the same moment: one repository, both done, never two at work', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    const both = await Promise.all([bench.json(['backup', bench.vault]), bench.json(['backup', bench.vault])])
    for (const answer of both) expect(answer, JSON.stringify(answer)).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(bench.shim.work().filter((command) => command === 'init')).toHaveLength(1)
    // One after the other, never mixed: each run's backup is followed by its own reading back.
    expect(bench.shim.work()).toEqual(['init', 'backup', 'dump', 'backup', expect.stringMatching(/dump|restore/)])
    await expectHealthy(bench)
  })

  test('three at once, the one at work is killed: the others go on, one after the other', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    await backUp(bench)
    writeFileSync(path.join(bench.vault, 'new.md'), 'new')
    const hold = bench.shim.hold('backup')
    const first = bench.start(['backup', bench.vault])
    await hold.reached()
    const others = [bench.start(['backup', bench.vault]), bench.start(['backup', bench.vault])]
    for (const other of others) await waitFor('the others to wait', () => other.stderr().includes('Waiting: another Vaultkeeper'))
    await notedRestic(bench, first, 'backup')
    signal(first.pid, 'SIGKILL')
    for (const other of others) {
      const ended = await other.ended
      expect(ended.code, ended.stderr).toBe(0)
    }
    expect(verdictsOf(bench, 'backup').sort()).toEqual(['done', 'done', 'done', 'interrupted'])
    await expectHealthy(bench)
  })
})
