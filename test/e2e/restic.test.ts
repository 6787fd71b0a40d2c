import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  backUp,
  expectFailure,
  expectHealthy,
  expectTidy,
  expectWords,
  lockCount,
  openBench,
  resticOf,
  verdictsOf,
} from '../helpers/cli-bench.ts'
import { isAlive, signal, waitFor } from '../helpers/cli-processes.ts'
import { writeNotes, writeRandom } from '../helpers/cli-tree.ts'

describe('which restic', { timeout: 60_000 }, () => {
  const faults = [
    {
      name: 'too old',
      content: '#!/bin/sh\necho "restic 0.17.3 compiled with go1.23 on linux/amd64"\n',
      mode: 0o755,
      code: 'restic-too-old',
      sentence: /VAULTKEEPER_RESTIC names .*\/mine, which is .*0\.17\.3/,
      remedy: /Name the full path of restic 0\.18\.0 or newer, or unset VAULTKEEPER_RESTIC/,
    },
    {
      name: 'a text file',
      content: 'restic is a program\n',
      mode: 0o644,
      code: 'restic-not-restic',
      sentence: /VAULTKEEPER_RESTIC names .*\/mine, which is a text file, not a program/,
      remedy: /Name the full path of restic/,
    },
    {
      name: 'an empty file',
      content: '',
      mode: 0o755,
      code: 'restic-not-restic',
      sentence: /which is an empty file/,
      remedy: /Name the full path of restic/,
    },
    {
      name: 'not executable',
      content: '#!/bin/sh\nexit 0\n',
      mode: 0o644,
      code: 'restic-not-executable',
      sentence: /which may not be executed/,
      remedy: /chmod \+x/,
    },
    {
      name: 'another program',
      content: '#!/bin/sh\necho hello\n',
      mode: 0o755,
      code: 'restic-not-restic',
      sentence: /which runs, but does not answer as restic does/,
      remedy: /Name the full path of restic/,
    },
    {
      name: 'a program that crashes',
      content: '#!/bin/sh\nkill -SEGV $$\n',
      mode: 0o755,
      code: 'restic-crashed',
      sentence: /VAULTKEEPER_RESTIC names .*\/mine, which/,
      remedy: /Name the full path of restic/,
    },
    {
      name: 'missing',
      content: undefined,
      mode: 0,
      code: 'restic-missing',
      sentence: /which does not exist/,
      remedy: /Name the full path of restic/,
    },
  ]

  test('the one that is named is refused when it is none to work with, in words for each case, and never replaced', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    for (const { name, content, mode, ...expected } of faults) {
      const mine = path.join(bench.folder, name, 'mine')
      mkdirSync(path.dirname(mine))
      if (content !== undefined) writeFileSync(mine, content, { mode })
      const environment = { VAULTKEEPER_RESTIC: mine }
      await expectFailure(bench, ['backup', bench.vault], { exit: 1, ...expected }, { environment })
      const doctor = await bench.json(['doctor'], { environment })
      expect(doctor.exitCode, name).toBe(1)
      expect(doctor['findings'], name).toContainEqual(expect.objectContaining({ part: 'restic', verdict: 'bad' }))
    }
    expect(existsSync(path.join(bench.home, 'repositories', 'default'))).toBe(false)
    await expectHealthy(bench)
    expect(verdictsOf(bench, 'backup')).toEqual([...faults.flatMap(() => ['failed', 'failed']), 'done'])
  })

  test('none on PATH and no network: every way that was tried is told, at once, and the one on PATH is taken when it comes', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    const bin = path.join(bench.folder, 'bin')
    mkdirSync(bin)
    // A network namespace of its own has no route to anywhere: neither the release page nor the package archive.
    bench.prefix = ['/usr/bin/unshare', '-n', '--']
    const environment = { VAULTKEEPER_RESTIC: '', PATH: bin }
    const { ended } = await expectFailure(
      bench,
      ['backup', bench.vault],
      {
        exit: 1,
        code: 'restic-missing',
        sentence: /No restic that can be used was found: there is none on PATH; .*could not be downloaded/,
        remedy: /Install restic 0\.18\.0 or newer and name it in VAULTKEEPER_RESTIC, or connect this machine to the internet/,
      },
      { environment },
    )
    expect(ended.took).toBeLessThan(30_000)
    await expectTidy(bench)
    symlinkSync(bench.shim.program, path.join(bin, 'restic'))
    const answer = await bench.json(['backup', bench.vault], { environment: { ...environment, PATH: `${bin}:/usr/bin:/bin` } })
    expect(answer, JSON.stringify(answer)).toMatchObject({ verdict: 'done', exitCode: 0 })
  })

  test('no version of restic is taken from the folder where one happens to be', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    const planted = path.join(bench.vault, 'restic')
    writeFileSync(planted, `#!/bin/sh\ntouch '${bench.folder}/ran'\necho restic 0.19.1\n`)
    chmodSync(planted, 0o755)
    bench.prefix = ['/usr/bin/unshare', '-n', '--']
    const doctor = await bench.json(['doctor'], { environment: { VAULTKEEPER_RESTIC: '', PATH: ':.:bin' }, cwd: bench.vault })
    expect(doctor['findings']).not.toContainEqual(expect.objectContaining({ part: 'restic', verdict: 'good' }))
    expect(existsSync(path.join(bench.folder, 'ran'))).toBe(false)
  })
})

describe('restic ends in the middle', { timeout: 120_000 }, () => {
  test('killed while it backs up: failed, told, and the next backup goes on by itself', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    await backUp(bench)
    writeRandom(path.join(bench.vault, 'film.bin'), 8)
    bench.shim.flags('backup', '--limit-upload=1000')
    const running = bench.start(['backup', bench.vault])
    const restic = await waitFor('a restic that backs up', () => resticOf(running, 'backup'))
    await waitFor('its lock', () => lockCount(bench) > 0)
    signal(restic, 'SIGKILL')
    const ended = await running.ended
    expectWords(ended, { exit: 1, sentence: /restic was killed \(SIGKILL\)/, remedy: /Run it again; it goes on where it was/ })
    expect(lockCount(bench)).toBe(1)
    bench.shim.flags('backup')
    await expectHealthy(bench)
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'failed', 'done'])
  })

  test('killed while it reads back: the snapshot is there, but nobody calls it verified', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    const hold = bench.shim.hold('dump')
    const running = bench.start(['backup', bench.vault, '--json'])
    await hold.reached()
    signal(resticOf(running, 'dump') ?? 0, 'SIGKILL')
    hold.letGo()
    const ended = await running.ended
    expect(ended.code).toBe(1)
    expect(JSON.parse(ended.stdout)).toMatchObject({ verdict: 'failed', problem: { code: 'restic-killed' } })
    expect((await bench.json(['status']))['vaults']).toMatchObject([{ state: 'failed', lastGood: null }])
    await expectHealthy(bench)
  })
})

describe('Ctrl-C', { timeout: 60_000 }, () => {
  test('once ends the backup politely, and so do SIGTERM and SIGHUP: exit 130, cancelled, nothing left', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    await backUp(bench)
    writeRandom(path.join(bench.vault, 'film.bin'), 8)
    bench.shim.flags('backup', '--limit-upload=1000')
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const running = bench.start(['backup', bench.vault])
      const restic = await waitFor('a restic that backs up', () => resticOf(running, 'backup'))
      await waitFor('its lock', () => lockCount(bench) > 0)
      const pressed = performance.now()
      signal(running.pid, name)
      const ended = await running.ended
      expect(performance.now() - pressed).toBeLessThan(5_000)
      expectWords(ended, { exit: 130, sentence: /Cancelled before it was done/, remedy: /Run it again when it suits/ })
      expect(ended.stderr).toMatch(/Stopping\. Press Ctrl-C again/)
      expect(isAlive(restic)).toBe(false)
      await expectTidy(bench)
    }
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'cancelled', 'cancelled', 'cancelled'])
    bench.shim.flags('backup')
    await expectHealthy(bench)
  })

  test('a second time ends a restic that does not listen at once', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    await backUp(bench)
    const hold = bench.shim.hold('backup', true)
    const running = bench.start(['backup', bench.vault])
    await hold.reached()
    const restic = resticOf(running, 'backup') ?? 0
    signal(running.pid, 'SIGINT')
    await waitFor('the first answer', () => running.stderr().includes('Press Ctrl-C again'))
    // It ignores the first one, and would be waited for ten seconds.
    expect(isAlive(restic)).toBe(true)
    const pressed = performance.now()
    signal(running.pid, 'SIGINT')
    const ended = await running.ended
    expect(performance.now() - pressed).toBeLessThan(2_000)
    expectWords(ended, { exit: 130, sentence: /Cancelled before it was done/, remedy: /Run it again/ })
    expect(isAlive(restic)).toBe(false)
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'cancelled'])
    hold.letGo()
    await expectHealthy(bench)
  })

  test('once, with a restic that does not listen: it is ended by force after ten seconds', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await backUp(bench)
    const hold = bench.shim.hold('backup', true)
    const running = bench.start(['backup', bench.vault, '--json'])
    await hold.reached()
    const pressed = performance.now()
    signal(running.pid, 'SIGINT')
    const ended = await running.ended
    expect(performance.now() - pressed).toBeLessThan(12_000)
    expect(ended.code).toBe(130)
    expect(JSON.parse(ended.stdout)).toMatchObject({ verdict: 'cancelled', exitCode: 130 })
    hold.letGo()
    await expectHealthy(bench)
  })

  test('while it waits for another Vaultkeeper: cancelled, and the other one is not disturbed', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await backUp(bench)
    const hold = bench.shim.hold('backup')
    const first = bench.start(['backup', bench.vault])
    await hold.reached()
    const second = bench.start(['backup', bench.vault])
    await waitFor('the second to wait', () => second.stderr().includes('Waiting: another Vaultkeeper is backing up Notes'))
    signal(second.pid, 'SIGINT')
    const cancelled = await second.ended
    expect(cancelled.code).toBe(130)
    hold.letGo()
    expect((await first.ended).code).toBe(0)
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'done', 'cancelled'])
    await expectHealthy(bench)
  })
})
