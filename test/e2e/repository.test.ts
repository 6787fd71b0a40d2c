import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  backUp,
  expectFailure,
  expectHealthy,
  expectProblem,
  expectTidy,
  expectWords,
  openBench,
  repositoryFiles,
  repositoryOf,
  verdictsOf,
} from '../helpers/cli-bench.ts'
import { differences, writeNotes, writeRandom } from '../helpers/cli-tree.ts'

describe('the repository is not what it was', { timeout: 120_000 }, () => {
  test('a wrong password is told, and the right one opens it again', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await backUp(bench)
    for (const command of [['backup', bench.vault], ['verify']])
      await expectFailure(
        bench,
        command,
        {
          exit: 1,
          code: 'wrong-password',
          sentence: /The password does not open the repository "default"/,
          remedy: /vaultkeeper secret set default/,
        },
        { environment: { VAULTKEEPER_PASSWORD: 'this is not the password' } },
      )
    await expectHealthy(bench)
  })

  test('a password that opens nothing is not stored over the one that does', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await backUp(bench)
    const refused = await bench.cli(['secret', 'set', 'default', '--in', 'file'], { input: 'another one\n' })
    expectWords(refused, { exit: 1, sentence: /does not open the repository/, remedy: /emergency kit/ })
    await expectHealthy(bench)
  })

  test('moved away: told, never made anew, and used again once it is back', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await backUp(bench)
    const place = repositoryOf(bench)
    renameSync(place, path.join(bench.folder, 'elsewhere'))
    const gone = {
      exit: 1,
      code: 'repository-gone',
      sentence: /The repository "default" is not where it was/,
      remedy: /put the folder back. Vaultkeeper never makes a new one in its place/,
    }
    for (const command of [
      ['backup', bench.vault],
      ['verify'],
      ['init'],
      ['snapshots'],
      ['restore', 'latest', '--to', path.join(bench.folder, 'x')],
    ])
      await expectFailure(bench, command, gone)
    expect(existsSync(place)).toBe(false)
    expect(existsSync(path.join(bench.folder, 'x'))).toBe(false)
    expect(bench.shim.work().filter((command) => command === 'init')).toHaveLength(1)
    expect((await bench.cli(['status'])).stdout).toMatch(/^1 snapshot in \S+, which is not there now$/m)
    renameSync(path.join(bench.folder, 'elsewhere'), place)
    expect((await bench.cli(['status'])).stdout).toMatch(/^1 snapshot in \S+, on this disk only$/m)
    const answer = await expectHealthy(bench)
    expect(answer.result.unchanged).toBe(true)
  })

  test('another repository in its place is not written to', async () => {
    const bench = openBench()
    const other = openBench()
    writeNotes(bench.vault, 5)
    writeNotes(other.vault, 5)
    const password = { VAULTKEEPER_PASSWORD: 'the same for both' }
    Object.assign(bench.environment, password)
    Object.assign(other.environment, password)
    await Promise.all([backUp(bench), backUp(other)])
    renameSync(repositoryOf(bench), path.join(bench.folder, 'right one'))
    renameSync(repositoryOf(other), repositoryOf(bench))
    await expectFailure(bench, ['backup', bench.vault], {
      exit: 1,
      code: 'other-repository',
      sentence: /lies another repository than the one that "default" was/,
      remedy: /Put the right one back/,
    })
    expect(repositoryFiles(bench, 'snapshots')).toHaveLength(1)
    renameSync(repositoryOf(bench), repositoryOf(other))
    renameSync(path.join(bench.folder, 'right one'), repositoryOf(bench))
    await expectHealthy(bench)
    await expectHealthy(other)
  })

  test('key files removed: told apart from a wrong password, and mended by putting them back', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await backUp(bench)
    const keys = path.join(repositoryOf(bench), 'keys')
    renameSync(keys, path.join(bench.folder, 'keys'))
    const lost = { exit: 1, code: 'key-missing', sentence: /has lost its key files/, remedy: /Put the folder "keys" back/ }
    await expectFailure(bench, ['backup', bench.vault], lost)
    await expectFailure(bench, ['verify'], lost)
    renameSync(path.join(bench.folder, 'keys'), keys)
    await expectHealthy(bench)
  })

  test('one flipped byte: verify names the files with exit 4, repair mends them from the folder, the next backup is fine', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 30)
    writeRandom(path.join(bench.vault, 'a photo.raw'), 3)
    await backUp(bench)
    flipByte(largest(repositoryFiles(bench, 'data')))

    const human = await bench.cli(['verify'])
    expectWords(human, {
      exit: 4,
      sentence: /The repository "default" is damaged: \d+ files? (lies|lie) in the damaged parts/,
      remedy: /verify --repair/,
    })
    expect(human.stderr).toMatch(/^! Damaged: a photo\.raw$/m)
    const answer = await bench.json(['verify'])
    expectProblem(answer, { exit: 4, code: 'repository-damaged', sentence: /damaged/, remedy: /verify --repair/ })
    expect(answer.result.damage.files).toContain('/a photo.raw')
    expect((await bench.cli(['status'])).stdout).toMatch(/The repository is damaged \(found .*\): vaultkeeper verify --repair/)
    expect((await bench.json(['status'])).exitCode).toBe(1)

    const repaired = await bench.json(['verify', '--repair'])
    expect(repaired, JSON.stringify(repaired)).toMatchObject({ verdict: 'done', exitCode: 0, problem: null })
    expect(readdirSync(bench.folder).sort()).toEqual(['Notes', 'home', 'person', 'shim', 'tmp'])
    await expectHealthy(bench)
    expect(await bench.json(['status'])).toMatchObject({ exitCode: 0, repositories: [{ damagedSince: null }] })
    const target = path.join(bench.folder, 'back')
    expect(await bench.json(['restore', 'latest', '--to', target])).toMatchObject({ exitCode: 0 })
    expect(differences(bench.vault, target)).toEqual([])
  })

  test('a damaged file is not restored as if it were sound, and the restore can be finished after a repair', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 10)
    writeRandom(path.join(bench.vault, 'a photo.raw'), 3)
    await backUp(bench)
    flipByte(largest(repositoryFiles(bench, 'data')))
    const target = path.join(bench.folder, 'back')
    const answer = await bench.json(['restore', 'latest', '--to', target])
    expect(answer.exitCode).toBe(1)
    expect(answer.warnings).toEqual(expect.arrayContaining([expect.stringMatching(/^a photo\.raw: /)]))
    expect(answer.problem?.remedy).toMatch(/verify/)
    expect(verdictsOf(bench, 'restore')).toEqual(['failed'])
    await expectTidy(bench)
    // Mended, then finished: by content, for restic gave the bad file its size and its time.
    expect(await bench.json(['verify', '--repair'])).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(await bench.json(['restore', 'latest', '--to', target, '--overwrite', 'if-changed'])).toMatchObject({
      verdict: 'done',
      exitCode: 0,
    })
    expect(differences(bench.vault, target)).toEqual([])
  })

  test('index files that are lost: told as damage of the repository by the next backup and a restore, until a repair', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    const { result } = await backUp(bench)
    for (const file of repositoryFiles(bench, 'index')) rmSync(file)
    writeFileSync(path.join(bench.vault, 'new.md'), 'new')
    const ended = await bench.cli(['backup', bench.vault])
    expect(ended.code).toBe(3)
    expect(ended.stderr).toMatch(
      /^! Not all of what the repository held before could be read, so that everything was looked at anew: tree \w+ is not known\.$/m,
    )
    expect(ended.stderr).not.toMatch(/Not saved/)
    const restore = ['restore', result.snapshot.slice(0, 8), '--to', path.join(bench.folder, 'back')]
    const refused = await bench.cli(restore)
    expectWords(refused, { exit: 1, sentence: /The repository "default" is damaged: id \w+ not found/, remedy: /verify --repair/ })
    expect(await bench.json(['verify', '--repair'])).toMatchObject({ exitCode: 0 })
    expect(await bench.json(restore)).toMatchObject({ exitCode: 0 })
  })

  test('a snapshot file that vanished is named by the next backup, once', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    const first = await backUp(bench)
    writeFileSync(path.join(bench.vault, 'second.md'), 'second')
    await backUp(bench)
    const id: string = first.result.snapshot
    rmSync(path.join(repositoryOf(bench), 'snapshots', id))
    const told = await bench.cli(['backup', bench.vault])
    expectWords(told, {
      exit: 4,
      sentence: new RegExp(`A snapshot has vanished from the repository without Vaultkeeper's doing \\(${id.slice(0, 8)}\\)`),
      remedy: /What was backed up now is safe/,
    })
    expect((await bench.cli(['snapshots'])).stdout).toMatch(new RegExp(`^${id.slice(0, 8)} .*vanished`, 'm'))
    expect((await bench.cli(['status'])).stdout).toMatch(/1 snapshot vanished/)
    await expectHealthy(bench)
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'done', 'not-verified', 'done'])
  })

  test('the newest snapshot vanished: told by verify with exit 4, and the next backup makes another', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    const only = await backUp(bench)
    const id: string = only.result.snapshot
    rmSync(path.join(repositoryOf(bench), 'snapshots', id))
    expectWords(await bench.cli(['verify']), { exit: 4, sentence: new RegExp(id.slice(0, 8)), remedy: /who can write to the repository/ })
    const next = await expectHealthy(bench)
    expect(next.result.unchanged).toBe(false)
    expect(next.result.snapshot).not.toBe(id)
    const target = path.join(bench.folder, 'back')
    expect(await bench.json(['restore', 'latest', '--to', target])).toMatchObject({ exitCode: 0 })
    expect(differences(bench.vault, target)).toEqual([])
  })
})

// As on a mount point whose server is away.
describe.runIf(process.platform === 'linux')('a place where the system lets no folder be made', { timeout: 120_000 }, () => {
  const away = {
    exit: 1,
    code: 'folder-not-made',
    sentence: /cannot be made: the system says that there is no such place/,
    remedy: /name another folder/,
  }

  test('is told at once by whoever makes a repository there', async () => {
    const bench = openBench()
    mkdirSync(bench.home, { recursive: true })
    const repositories = { far: { type: 'local', path: '/proc/self/backup' } }
    writeFileSync(path.join(bench.home, 'backup_schedule.json'), JSON.stringify({ version: 1, repositories }))
    await expectFailure(bench, ['init', '--repository', 'far'], away, {
      cap: 20_000,
      environment: { VAULTKEEPER_PASSWORD_FAR: 'far away' },
    })
    await expectTidy(bench)
  })

  test('is told at once where the home is to lie there', async () => {
    const there = { exit: 1, code: 'home-missing', sentence: /folder \/proc\/self\/home cannot be made/, remedy: /VAULTKEEPER_HOME/ }
    // Node keeps what it compiled in the home, too, where nobody names another place.
    const environment = { VAULTKEEPER_HOME: '/proc/self/home', NODE_COMPILE_CACHE: '' }
    await expectFailure(openBench(), ['status'], there, { cap: 20_000, environment })
  })
})

function largest(files: readonly string[]): string {
  return files.toSorted((a, b) => statSync(b).size - statSync(a).size)[0] ?? ''
}

/** Changes one byte in the middle of a file. */
function flipByte(file: string): void {
  const descriptor = openSync(file, 'r+')
  const middle = Math.floor(statSync(file).size / 2)
  const byte = Buffer.alloc(1)
  readSync(descriptor, byte, 0, 1, middle)
  writeSync(descriptor, Buffer.from([(byte[0] ?? 0) ^ 0x10]), 0, 1, middle)
  closeSync(descriptor)
}
