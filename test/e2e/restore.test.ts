import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Bench, backUp, expectFailure, expectTidy, historyOf, openBench, verdictsOf } from '../helpers/cli-bench.ts'
import { differences, writeNotes } from '../helpers/cli-tree.ts'
import { swapFolder } from '../helpers/swap-folder.ts'

describe('what a restore refuses', { timeout: 60_000 }, () => {
  test('a folder that is not empty, a path and a snapshot that are not there, a file, a dangling link, its own home: nothing is written', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await backUp(bench)
    const mine = path.join(bench.folder, 'mine')
    mkdirSync(mine)
    writeFileSync(path.join(mine, 'mine.md'), 'mine')
    symlinkSync('nowhere', path.join(bench.folder, 'dangling'))
    const fresh = path.join(bench.folder, 'fresh')
    await expectFailure(bench, ['restore', 'latest', '--to', mine], {
      exit: 1,
      code: 'target-not-empty',
      sentence: /mine is not empty, and it was not said what to do with the files there/,
      remedy: /Add --overwrite with one of: always, if-changed/,
    })
    await expectFailure(bench, ['restore', 'latest:no such note.md', '--to', fresh], {
      exit: 1,
      code: 'nothing-restored',
      sentence: /There is no "no such note\.md" in that snapshot: nothing was restored/,
      remedy: /vaultkeeper ls latest/,
    })
    await expectFailure(bench, ['restore', 'latest:no such folder/note.md', '--to', fresh], {
      exit: 1,
      code: 'nothing-restored',
      sentence: /There is no "no such folder\/note\.md" in that snapshot: nothing was restored/,
      remedy: /vaultkeeper ls latest/,
    })
    await expectFailure(bench, ['restore', 'feedbeef', '--to', fresh], {
      exit: 1,
      code: 'snapshot-not-found',
      sentence: /There is no snapshot "feedbeef"/,
      remedy: /vaultkeeper snapshots/,
    })
    await expectFailure(bench, ['restore', 'latest', '--vault', 'nobody', '--to', fresh], {
      exit: 1,
      code: 'vault-unknown',
      sentence: /There is no vault "nobody"/,
      remedy: /There are: Notes/,
    })
    await expectFailure(bench, ['restore', 'latest', '--to', path.join(mine, 'mine.md')], {
      exit: 1,
      code: 'target-is-a-file',
      sentence: /mine\.md is a file; a restore needs a folder/,
      remedy: /Name a folder/,
    })
    await expectFailure(bench, ['restore', 'latest', '--to', path.join(bench.folder, 'dangling')], {
      exit: 1,
      code: 'target-is-a-dangling-link',
      sentence: /dangling is a link to something that is not there/,
      remedy: /Name the real folder, or remove the link/,
    })
    await expectFailure(bench, ['restore', 'latest', '--to', path.join(bench.home, 'repositories')], {
      exit: 1,
      code: 'target-inside-home',
      sentence: /lies inside Vaultkeeper's own folder/,
      remedy: /Name a folder of your own/,
    })
    await expectFailure(bench, ['ls', 'latest:no such folder'], {
      exit: 1,
      code: 'path-not-found',
      sentence: /There is no "no such folder" in that snapshot/,
      remedy: /vaultkeeper ls latest/,
    })
    expect(readdirSync(mine)).toEqual(['mine.md'])
    expect(readdirSync(bench.folder).sort()).toEqual(['Notes', 'dangling', 'home', 'mine', 'person', 'shim', 'tmp'])
    await expectTidy(bench)
  })
})

describe('what lies in the target', { timeout: 60_000 }, () => {
  test('a FIFO where a file belongs does not stop the restore: it is named, the rest comes back, exit 3', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 10)
    writeFileSync(path.join(bench.vault, 'in the way [x].md'), 'to be restored')
    await backUp(bench)
    const target = path.join(bench.folder, 'back')
    mkdirSync(target)
    execFileSync('mkfifo', [path.join(target, 'in the way [x].md'), path.join(target, 'harmless')])
    const ended = await bench.cli(['restore', 'latest', '--to', target, '--overwrite', 'always'], { cap: 20_000 })
    expect(ended.stderr).toMatch(/^! Not restored: in the way \[x\]\.md \(a FIFO, socket or device of that name is in the way\)$/m)
    expect(ended.stderr).not.toMatch(/harmless/)
    expect(ended.code).toBe(3)
    expect(lstatSync(path.join(target, 'in the way [x].md')).isFIFO()).toBe(true)
    expect(readdirSync(target, { recursive: true }).filter((name) => String(name).includes('note '))).toHaveLength(10)
    await expectFailure(bench, ['restore', 'latest:in the way [x].md', '--to', target, '--overwrite', 'always'], {
      exit: 1,
      code: 'in-the-way',
      sentence: /cannot be restored: a FIFO, socket or device of that name is in the way/,
      remedy: /Nothing was written/,
    })
    await expectTidy(bench)
  })

  test('a target that is a link: where it leads is told, the files land there, the link stays', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 10)
    await backUp(bench)
    const real = path.join(bench.folder, 'big disk')
    const link = path.join(bench.folder, 'link')
    mkdirSync(real)
    symlinkSync('big disk', link)
    const ended = await bench.cli(['restore', 'latest', '--to', link])
    expect(ended.stderr).toMatch(/\/link leads to .*\/big disk: restoring there/)
    expect(ended.stdout).toMatch(/✔ Restored from manual\/.* to .*\/big disk/)
    expect(ended.code).toBe(0)
    expect(readlinkSync(link)).toBe('big disk')
    expect(differences(bench.vault, real)).toEqual([])
  })

  test('links inside the target are not followed: nothing outside is touched', async () => {
    const bench = openBench()
    mkdirSync(path.join(bench.vault, 'folder'))
    writeFileSync(path.join(bench.vault, 'folder', 'a.md'), 'restored')
    writeFileSync(path.join(bench.vault, 'b.md'), 'restored')
    await backUp(bench)
    const outside = path.join(bench.folder, 'outside')
    const target = path.join(bench.folder, 'back')
    for (const folder of [outside, target]) mkdirSync(folder)
    writeFileSync(path.join(outside, 'a.md'), 'outside')
    writeFileSync(path.join(outside, 'b.md'), 'outside')
    symlinkSync(outside, path.join(target, 'folder'))
    symlinkSync(path.join(outside, 'b.md'), path.join(target, 'b.md'))
    const answer = await bench.json(['restore', 'latest', '--to', target, '--overwrite', 'always'])
    expect(answer).toMatchObject({ exitCode: 0 })
    expect(readFileSync(path.join(outside, 'a.md'), 'utf8')).toBe('outside')
    expect(readFileSync(path.join(outside, 'b.md'), 'utf8')).toBe('outside')
    expect(differences(bench.vault, target)).toEqual([])
  })

  test('each policy for files that are there does what it says', async () => {
    const bench = openBench()
    for (const name of ['same.md', 'edited.md', 'lost.md']) writeFileSync(path.join(bench.vault, name), `${name} from the backup`)
    await backUp(bench)
    const expected: Record<string, [exit: number, edited: string, entries: string[]]> = {
      always: [0, 'edited.md from the backup', ['edited.md', 'lost.md', 'same.md']],
      'if-changed': [0, 'edited.md from the backup', ['edited.md', 'lost.md', 'same.md']],
      'if-newer': [0, 'edited by hand since', ['edited.md', 'lost.md', 'same.md']],
      never: [0, 'edited by hand since', ['edited.md', 'lost.md', 'same.md']],
      'keep-both': [0, 'edited by hand since', ['edited (restored', 'edited.md', 'lost.md', 'same.md']],
    }
    for (const [policy, [exit, edited, entries]] of Object.entries(expected)) {
      const target = path.join(bench.folder, policy)
      mkdirSync(target)
      writeFileSync(path.join(target, 'same.md'), 'same.md from the backup')
      writeFileSync(path.join(target, 'edited.md'), 'edited by hand since')
      const answer = await bench.json(['restore', 'latest', '--to', target, '--overwrite', policy])
      expect(answer.exitCode, policy).toBe(exit)
      expect(readFileSync(path.join(target, 'edited.md'), 'utf8'), policy).toBe(edited)
      expect(readFileSync(path.join(target, 'lost.md'), 'utf8'), policy).toBe('lost.md from the backup')
      expect(
        readdirSync(target)
          .map((name) => name.replace(/ \d{4}-.*/, ''))
          .sort(),
        policy,
      ).toEqual(entries)
    }
    expect(verdictsOf(bench, 'restore')).toEqual(['done', 'done', 'done', 'done', 'done'])
    await expectTidy(bench)
  })

  test('what was restored is read again, but not where it was said not to: that counts as not verified', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 3)
    await backUp(bench)
    bench.shim.forget()
    expect(await bench.json(['restore', 'latest', '--to', path.join(bench.folder, 'back')])).toMatchObject({ verdict: 'done' })
    expect(bench.shim.readBack()).toEqual([true])
    bench.shim.forget()
    const unread = await bench.json(['restore', 'latest', '--to', path.join(bench.folder, 'unread'), '--no-verify'])
    expect(unread).toMatchObject({ verdict: 'not-verified', exitCode: 4 })
    expect(bench.shim.readBack()).toEqual([false])
  })
})

describe('restore --dry-run', { timeout: 60_000 }, () => {
  test('tells what would be done, in words and as JSON, and writes and records nothing', async () => {
    const bench = openBench()
    for (const name of ['same.md', 'edited.md', 'lost.md']) writeFileSync(path.join(bench.vault, name), `${name} from the backup`)
    await backUp(bench)
    writeFileSync(path.join(bench.vault, 'edited.md'), 'edited by hand since')
    rmSync(path.join(bench.vault, 'lost.md'))
    const before = historyOf(bench).length
    const parameters = ['restore', 'latest', '--in-place', '--overwrite', 'always', '--dry-run']
    const ended = await bench.cli(parameters)
    expect(ended.stdout).toMatch(
      /^A restore from manual\/\S+ to .*\/Notes\n {2}Adds 1, overwrites 1 \(1 of them newer on the disk\), finds 1 identical\.$/m,
    )
    expect(ended.stdout).toMatch(/Added: 1 entry, 23 bytes\n {4}lost\.md\n/)
    expect(ended.stdout).toMatch(/Nothing was written\.$/m)
    expect(ended.code).toBe(0)
    expect(await bench.json(parameters)).toMatchObject({
      command: 'restore',
      dryRun: true,
      problem: null,
      preview: { policy: 'always', fates: { added: { entries: 1, examples: ['lost.md'] }, identical: { files: 1 } }, needed: 28 },
    })
    expect(readdirSync(bench.vault).sort()).toEqual(['edited.md', 'same.md'])
    expect(historyOf(bench)).toHaveLength(before)
    // And then it is done, with the same sentence before.
    const done = await bench.cli(['restore', 'latest:lost.md', 'latest:edited.md', '--in-place', '--overwrite', 'always'])
    expect(done.stderr).toMatch(/^Adds 1, overwrites 1 \(1 of them newer on the disk\)\.$/m)
    expect(done.code).toBe(0)
    expect(readFileSync(path.join(bench.vault, 'edited.md'), 'utf8')).toBe('edited.md from the backup')
    await expectTidy(bench)
  })

  test('says where to, and says what it would refuse', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 3)
    await backUp(bench)
    for (const parameters of [
      ['restore', 'latest'],
      ['restore', 'latest', '--to', bench.folder, '--in-place'],
    ]) {
      const ended = await bench.cli(parameters)
      expect(ended.stderr).toMatch(/either --to <folder> or --in-place/)
      expect(ended.code).toBe(2)
    }
    const target = path.join(bench.folder, 'back')
    mkdirSync(target)
    mkdirSync(path.join(target, 'taken'))
    writeFileSync(path.join(target, 'taken', 'mine.md'), 'mine')
    writeFileSync(path.join(bench.vault, 'taken'), 'a file')
    await backUp(bench)
    await expectFailure(bench, ['restore', 'latest:taken', '--to', target, '--overwrite', 'always', '--dry-run'], {
      exit: 1,
      code: 'in-the-way',
      sentence: /taken cannot be restored: a folder of that name is there and stays/,
      remedy: /Move it away/,
    })
    // Of all the rest, it is only left out.
    const ended = await bench.cli(['restore', 'latest', '--to', target, '--overwrite', 'always'])
    expect(ended.stderr).toMatch(/^! Not restored: taken \(a folder of that name is there and stays\)$/m)
    expect(ended.code).toBe(3)
    expect(readFileSync(path.join(target, 'taken', 'mine.md'), 'utf8')).toBe('mine')
  })
})

describe('an ordinary person', { timeout: 60_000 }, () => {
  test('restores without being root, and restic follows no link in the target either', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 3)
    mkdirSync(path.join(bench.vault, 'd'))
    for (let number = 0; number < 100; number++) writeFileSync(path.join(bench.vault, 'd', `${number}.md`), `${number}`)
    const [target, outside] = [path.join(bench.folder, 'back'), path.join(bench.folder, 'outside')]
    mkdirSync(path.join(target, 'd'), { recursive: true })
    mkdirSync(outside)
    asPerson(bench)
    await backUp(bench)
    const swapping = await swapFolder(path.join(target, 'd'), outside)
    const ended = await bench.json(['restore', 'latest', '--to', target, '--overwrite', 'always'])
    await swapping.stop()
    expect(['done', 'warnings', 'failed']).toContain(ended.verdict)
    expect(readdirSync(outside)).toEqual([])
    execFileSync('chown', ['-R', '4321:4321', bench.folder])
    const again = await bench.json(['restore', 'latest', '--to', path.join(bench.folder, 'again')])
    expect(again, JSON.stringify(again)).toMatchObject({ verdict: 'done' })
    expect(readdirSync(path.join(bench.folder, 'again', 'd'))).toHaveLength(100)
  })

  test('has folders that are read-only backed up, read back, restored and tried out', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 200)
    const modules = path.join(bench.vault, 'modules')
    const back = path.join(bench.folder, 'back')
    mkdirSync(modules)
    for (const name of ['one', 'two']) writeFileSync(path.join(modules, name), name)
    chmodSync(modules, 0o555)
    asPerson(bench)
    await backUp(bench)
    // Now few files are new, and these are fetched one by one.
    writeFileSync(path.join(modules, 'one'), 'another one')
    expect(await bench.json(['backup', bench.vault])).toMatchObject({ verdict: 'done' })
    expect(await bench.json(['restore', 'latest', '--to', back])).toMatchObject({ verdict: 'done' })
    chmodSync(path.join(back, 'modules'), 0o755)
    rmSync(path.join(back, 'modules', 'two'))
    writeFileSync(path.join(back, 'modules', 'one'), 'mine')
    expect(await bench.json(['restore', 'latest', '--to', back, '--overwrite', 'keep-both'])).toMatchObject({ verdict: 'done' })
    expect(readdirSync(path.join(back, 'modules')).map((name) => name.replace(/ \(.*\)/, ' (beside)'))).toEqual([
      'one',
      'one (beside)',
      'two',
    ])
    rmSync(path.join(back, 'modules'), { recursive: true })
    expect(await bench.json(['restore', 'latest', '--to', back, '--overwrite', 'keep-both'])).toMatchObject({ verdict: 'done' })
    expect(differences(bench.vault, back)).toEqual([])
    expect(await bench.json(['drill'])).toMatchObject({ exitCode: 0 })
    expect(readdirSync(back).filter((name) => name.startsWith('.vaultkeeper'))).toEqual([])
    await expectTidy(bench)
  })
})

/** Has Vaultkeeper run as an ordinary person, to whom everything of the bench belongs. */
function asPerson(bench: Bench): void {
  // Where the program and restic lie is root's alone on some machines: that one may be read, and no more, and this one is copied.
  bench.environment['VAULTKEEPER_RESTIC'] = path.join(bench.folder, 'restic')
  copyFileSync(bench.restic, path.join(bench.folder, 'restic'))
  execFileSync('chown', ['-R', '4321:4321', bench.folder])
  const reads = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search']
  bench.prefix = ['setpriv', '--reuid=4321', '--regid=4321', '--clear-groups', ...reads]
}
