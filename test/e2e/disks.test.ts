import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  type Bench,
  backUp,
  expectFailure,
  expectHealthy,
  expectProblem,
  expectTidy,
  expectWords,
  historyOf,
  openBench,
  verdictsOf,
} from '../helpers/cli-bench.ts'
import { type MountNamespace, openMountNamespace } from '../helpers/cli-namespace.ts'
import { differences, writeNotes, writeRandom } from '../helpers/cli-tree.ts'

/** A bench whose command line runs in a mount namespace of its own, prepared with a shell line. */
async function benchIn(prepare: (bench: Bench) => string): Promise<{ bench: Bench; namespace: MountNamespace }> {
  const bench = openBench()
  mkdirSync(bench.home)
  const namespace = await openMountNamespace(prepare(bench))
  bench.prefix = namespace.prefix
  bench.seen = namespace.seen
  return { bench, namespace }
}

describe('full disks', { timeout: 120_000 }, () => {
  test('the disk of the repository fills up in the middle of a backup: told, and mended by room alone', async () => {
    const { bench, namespace } = await benchIn(({ home }) => `mount -t tmpfs -o size=48m tmpfs '${home}'`)
    writeNotes(bench.vault, 10)
    await backUp(bench)
    const film = path.join(bench.vault, 'film.bin')
    writeRandom(film, 80)
    const full = await bench.cli(['backup', bench.vault])
    expectWords(full, {
      exit: 1,
      sentence: /The disk that holds the repository "default" is full/,
      remedy: /Free some space there and run it again; what was backed up before is untouched/,
    })
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'failed'])
    // What was saved before can be had back from the full disk.
    const target = path.join(bench.folder, 'back')
    expect(await bench.json(['restore', 'latest', '--to', target]), 'restore').toMatchObject({ verdict: 'done', exitCode: 0 })
    rmSync(film)
    expect(differences(bench.vault, target)).toEqual([])
    // A person frees some space: the disk has grown.
    writeFileSync(path.join(bench.vault, 'small.md'), 'small')
    await namespace.shell(`mount -o remount,size=128m '${bench.home}'`)
    await expectHealthy(bench)
  })

  test('full to the last byte: the reserve makes a restore possible; without it no run begins that cannot be recorded', async () => {
    const { bench, namespace } = await benchIn(({ home }) => `mount -t tmpfs -o size=48m tmpfs '${home}'`)
    writeNotes(bench.vault, 10)
    await backUp(bench)
    const fill = (name: string) => namespace.shell(`dd if=/dev/zero of='${bench.home}/${name}' bs=4k 2> /dev/null || true`)
    await fill('filler 1')
    const target = path.join(bench.folder, 'back')
    expect(await bench.json(['restore', 'latest', '--to', target]), 'restore').toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(differences(bench.vault, target)).toEqual([])

    await fill('filler 2')
    const before = historyOf(bench).length
    await expectFailure(bench, ['backup', bench.vault], {
      exit: 1,
      code: 'home-no-space',
      sentence: /The disk that holds Vaultkeeper's folder .*home is full/,
      remedy: /Free some space there, or set VAULTKEEPER_HOME/,
    })
    expect(historyOf(bench)).toHaveLength(before)
    await namespace.shell(`rm '${bench.home}'/filler*`)
    await expectHealthy(bench)
  })

  test('a target that is too small is told before the first byte', async () => {
    const bench = openBench()
    writeRandom(path.join(bench.vault, 'film.bin'), 20)
    await backUp(bench)
    const target = path.join(bench.folder, 'small')
    mkdirSync(target)
    const namespace = await openMountNamespace(`mount -t tmpfs -o size=8m tmpfs '${target}'`)
    bench.prefix = namespace.prefix
    await expectFailure(bench, ['restore', 'latest', '--to', target], {
      exit: 1,
      code: 'target-no-space',
      sentence: /The restore needs 20 MB, and the disk of .* has 8\.\d MB free/,
      remedy: /Nothing was written/,
    })
    expect(await namespace.shell(`ls -A '${target}'`)).toBe('')
    await expectTidy(bench)
  })

  test('a target that fills up on the way: told, and finished once there is room', async () => {
    const bench = openBench()
    // Each takes a whole block, which nobody can know beforehand: by their sizes there is room.
    for (let number = 0; number < 2_500; number++) writeFileSync(path.join(bench.vault, `${number}.md`), `${number}`)
    writeRandom(path.join(bench.vault, 'film.bin'), 2)
    await backUp(bench)
    const target = path.join(bench.folder, 'small')
    mkdirSync(target)
    const namespace = await openMountNamespace(`mount -t tmpfs -o size=8m tmpfs '${target}'; echo mine > '${target}/mine.md'`)
    bench.prefix = namespace.prefix
    const full = await bench.cli(['restore', 'latest', '--to', target, '--overwrite', 'always'])
    expectWords(full, {
      exit: 1,
      sentence: /The disk of .*small is full: the restore is incomplete/,
      remedy: /--overwrite if-changed: it finishes/,
    })
    expectProblem(await bench.json(['restore', 'latest', '--to', target, '--overwrite', 'never']), {
      exit: 1,
      code: 'target-incomplete',
      sentence: /was cut off/,
      remedy: /if-changed/,
    })
    await namespace.shell(`mount -o remount,size=64m '${target}'`)
    // restic gives a file that it could not write its size and its time all the same (not always: here for certain).
    const film = `'${target}/film.bin'`
    await namespace.shell(`: > ${film}; truncate -s 2000000 ${film}; touch -r '${bench.vault}/film.bin' ${film}`)
    expect(await bench.json(['restore', 'latest', '--to', target, '--overwrite', 'if-changed'])).toMatchObject({
      verdict: 'done',
      exitCode: 0,
    })
    await namespace.shell(`rm '${target}/mine.md'`)
    expect(differences(bench.vault, namespace.seen(target))).toEqual([])
    await expectTidy(bench)
    await expectHealthy(bench)
  })

  test('no cut kit is left where there is no room for it, and a file that is there stays', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 1)
    await backUp(bench)
    const disk = path.join(bench.folder, 'disk')
    mkdirSync(disk)
    const namespace = await openMountNamespace(`mount -t tmpfs -o size=8k tmpfs '${disk}'; echo mine > '${disk}/mine.html'`)
    bench.prefix = namespace.prefix
    const kit = ['kit', '--html', path.join(disk, 'kit.html')]
    for (let time = 0; time < 2; time++)
      expectWords(await bench.cli(kit), {
        exit: 1,
        sentence: /The kit could not be written to .*kit\.html \(ENOSPC\)/,
        remedy: /another place/,
      })
    expectWords(await bench.cli(['kit', '--html', path.join(disk, 'mine.html')]), { exit: 1, sentence: /already/, remedy: /another name/ })
    expect(await namespace.shell(`cd '${disk}'; ls; cat mine.html`)).toBe('mine.html\nmine\n')
    expect(historyOf(bench).filter(({ event }) => event === 'kit.made')).toEqual([])
    await namespace.shell(`mount -o remount,size=1m '${disk}'`)
    expect(await bench.cli(kit)).toMatchObject({ code: 0 })
    expect(await namespace.shell(`tail -c 8 '${disk}/kit.html'`)).toMatch(/<\/html>\s*$/)
  })
})

describe('disks that are read-only', { timeout: 120_000 }, () => {
  test('the home: told by every command, and nothing begins', async () => {
    const { bench, namespace } = await benchIn(({ home }) => `mount --bind '${home}' '${home}'`)
    writeNotes(bench.vault, 5)
    await backUp(bench)
    await namespace.shell(`mount -o remount,bind,ro '${bench.home}'`)
    for (const command of [['backup', bench.vault], ['status'], ['restore', 'latest', '--to', path.join(bench.folder, 'x')]])
      await expectFailure(bench, command, {
        exit: 1,
        code: 'home-read-only',
        sentence: /Vaultkeeper's folder .*home is on a disk that is read-only/,
        remedy: /Mount it writable, or set VAULTKEEPER_HOME/,
      })
    const doctor = await bench.json(['doctor'])
    expect(doctor.exitCode).toBe(1)
    expect(doctor['findings']).toContainEqual(expect.objectContaining({ verdict: 'bad', finding: expect.stringMatching(/read-only/) }))
    expect(verdictsOf(bench, 'backup')).toEqual(['done'])
    await namespace.shell(`mount -o remount,bind,rw '${bench.home}'`)
    await expectHealthy(bench)
  })

  test('the repository: told within 15 seconds, and what is in it can be read and restored meanwhile', async () => {
    const { bench, namespace } = await benchIn(
      ({ home }) => `mkdir -p '${home}/repositories/default'; mount --bind '${home}/repositories/default' '${home}/repositories/default'`,
    )
    writeNotes(bench.vault, 5)
    await backUp(bench)
    await namespace.shell(`mount -o remount,bind,ro '${bench.home}/repositories/default'`)
    const begun = performance.now()
    const ended = await bench.cli(['backup', bench.vault])
    expect(performance.now() - begun).toBeLessThan(15_000)
    expectWords(ended, { exit: 1, sentence: /is read-only/, remedy: /Mount it writable/ })
    const target = path.join(bench.folder, 'back')
    expect(await bench.json(['restore', 'latest', '--to', target]), 'restore').toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(differences(bench.vault, target)).toEqual([])
    expect(await bench.json(['snapshots'])).toMatchObject({ exitCode: 0 })
    expect(await bench.json(['verify'])).toMatchObject({ verdict: 'done', exitCode: 0 })
    await namespace.shell(`mount -o remount,bind,rw '${bench.home}/repositories/default'`)
    await expectHealthy(bench)
  })

  test('the target of a restore: told, and nothing else is touched', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await backUp(bench)
    const target = path.join(bench.folder, 'read only')
    mkdirSync(target)
    const namespace = await openMountNamespace(`mount -t tmpfs -o ro tmpfs '${target}'`)
    bench.prefix = namespace.prefix
    await expectFailure(bench, ['restore', 'latest', '--to', target], {
      exit: 1,
      code: 'target-read-only',
      sentence: /The disk of .*read only.* is read-only/,
      remedy: /Mount it writable, or name another folder/,
    })
    await expectTidy(bench)
  })
})
