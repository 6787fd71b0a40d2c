import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  backUp,
  type Expected,
  expectFailure,
  expectHealthy,
  expectTidy,
  expectWords,
  historyOf,
  openBench,
  repositoryFiles,
  repositoryOf,
  verdictsOf,
} from '../helpers/cli-bench.ts'
import { writeNotes } from '../helpers/cli-tree.ts'

describe('usage', () => {
  test.each([
    { parameters: [], says: /Usage: vaultkeeper/ },
    { parameters: ['backup'], says: /missing required argument 'plan-or-folder'/ },
    { parameters: ['bakcup', 'x'], says: /unknown command 'bakcup'.*\(Did you mean backup\?\)/s },
    { parameters: ['backup', 'x', '--jsno'], says: /unknown option '--jsno'/ },
    { parameters: ['backup', 'x', 'y'], says: /too many arguments/ },
    { parameters: ['restore', 'latest'], says: /say where to: either --to <folder> or --in-place/ },
    { parameters: ['restore', 'latest', '--to', 'x', '--overwrite', 'maybe'], says: /'maybe' is invalid.*always, if-changed/s },
    { parameters: ['history', '--most', 'many'], says: /whole number/ },
    { parameters: ['secret', 'set'], says: /missing required argument 'name'/ },
    { parameters: ['backup', ''], says: /'' is invalid for argument 'plan-or-folder'\. It must not be empty\./ },
    { parameters: ['git', '', '--push'], says: /'' is invalid for argument 'vault'/ },
    { parameters: ['restore', 'latest:x', '', '--to', 'x'], says: /'' is invalid for argument 'snapshot\[:path\]/ },
    { parameters: ['diff', 'latest', ''], says: /'' is invalid for argument 'other'/ },
    { parameters: ['status', '--expected', ''], says: /'--expected \[id\]' argument '' is invalid/ },
    { parameters: ['status', '--restored', ''], says: /'--restored \[id\]' argument '' is invalid/ },
    { parameters: ['config', 'validate', ''], says: /'' is invalid for argument 'file'/ },
    { parameters: ['recover', ''], says: /'' is invalid for argument 'agent/ },
    { parameters: ['pause', '--for', '1h', '--until-tomorrow'], says: /'--until-tomorrow' cannot be used with option '--for <duration>'/ },
    { parameters: ['bak\x1b[31mcup'], says: /unknown command 'bak\\x1b\[31mcup'/ },
    { parameters: ['machines', ''], says: /'' is invalid for argument 'machine'/ },
  ])('vaultkeeper $parameters ends with exit code 2 and what is wrong', async ({ parameters, says }) => {
    const bench = openBench()
    const ended = await bench.cli(parameters)
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(says)
    expect(ended.stderr).not.toMatch(/CommanderError|^\s+at /m)
    expect(ended.stdout).toBe('')
    // A mistake in typing is no event: it must not even make a home.
    expect(historyOf(bench)).toEqual([])
  })

  test.each([
    { parameters: ['repository'], names: 'add, adopt, list, test, remove, keys, password' },
    { parameters: ['secret'], names: 'set, rm, list' },
    { parameters: ['config'], names: 'validate, path, show' },
    { parameters: ['service'], names: 'install, remove, show' },
  ])('$parameters.0 with nothing behind it says which there are', async ({ parameters, names }) => {
    const bench = openBench()
    const [name] = parameters
    expect(await bench.json(parameters)).toMatchObject({
      exitCode: 2,
      problem: {
        code: 'usage',
        sentence: `A command of ${name} is missing; there are: ${names}.`,
        remedy: `See how it is used with: vaultkeeper ${name} --help`,
      },
    })
    expect((await bench.cli(parameters)).stderr).toMatch(new RegExp(`Usage: vaultkeeper ${name} `))
  })

  test('--help and the help of every command end with exit code 0 and show examples', async () => {
    const bench = openBench()
    const help = await bench.cli(['--help'])
    expect(help.code).toBe(0)
    expect(help.stdout).toMatch(/Examples:/)
    const commands = [...help.stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name ?? '').filter((name) => name !== 'help')
    expect(commands.length).toBeGreaterThanOrEqual(11)
    const helps = await Promise.all(commands.map((command) => bench.cli([command, '--help'])))
    for (const [number, one] of helps.entries()) {
      expect(one.code, commands[number]).toBe(0)
      expect(one.stdout, commands[number]).toMatch(/Examples:\n {2}vaultkeeper/)
    }
  })
})

describe('what cannot be backed up', { timeout: 60_000 }, () => {
  test.each<Expected & { name: string; prepare: (folder: string) => string }>([
    {
      name: 'a folder that does not exist',
      prepare: (folder) => path.join(folder, 'no such folder'),
      exit: 1,
      code: 'folder-missing',
      sentence: /There is no folder .*no such folder/,
      remedy: /Check the name, and that its disk is connected/,
    },
    {
      name: 'a file',
      prepare: (folder) => {
        writeFileSync(path.join(folder, 'file.md'), 'text')
        return path.join(folder, 'file.md')
      },
      exit: 1,
      code: 'not-a-folder',
      sentence: /file\.md is a file, not a folder/,
      remedy: /Name the folder that holds it/,
    },
    {
      name: 'something below a file',
      prepare: (folder) => {
        writeFileSync(path.join(folder, 'file.md'), 'text')
        return path.join(folder, 'file.md', 'below')
      },
      exit: 1,
      code: 'folder-missing',
      sentence: /a part of that path is a file/,
      remedy: /Check the name/,
    },
    {
      name: 'a link to itself',
      prepare: (folder) => {
        symlinkSync('loop', path.join(folder, 'loop'))
        return path.join(folder, 'loop')
      },
      exit: 1,
      code: 'folder-is-a-loop',
      sentence: /loop is a link that leads back to itself/,
      remedy: /Name the real folder/,
    },
    {
      name: "Vaultkeeper's own folder",
      prepare: (folder) => {
        mkdirSync(path.join(folder, 'home', 'repositories'), { recursive: true })
        return path.join(folder, 'home', 'repositories')
      },
      exit: 1,
      code: 'vault-inside-home',
      sentence: /lies inside Vaultkeeper's own folder/,
      remedy: /Name a folder of your own/,
    },
    {
      name: 'a name with ESC in it, shown escaped',
      prepare: (folder) => path.join(folder, 'red\x1b[31m\nfolder'),
      exit: 1,
      code: 'folder-missing',
      sentence: /There is no folder .*red(\\x1b|\x1b)\[31m(\\n|\n)folder/,
      remedy: /Check the name/,
    },
  ])('$name', async ({ prepare, ...expected }) => {
    const bench = openBench()
    const { ended } = await expectFailure(bench, ['backup', prepare(bench.folder)], expected)
    expect(ended.stderr).not.toContain('\x1b')
    expect(bench.shim.calls()).toEqual([])
    expect(verdictsOf(bench, 'backup')).toEqual(['failed', 'failed'])
    await expectTidy(bench)
  })

  test('after such mistakes the right folder is backed up as if nothing had been', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 5)
    await bench.cli(['backup', path.join(bench.folder, 'typo')])
    await expectHealthy(bench)
    expect(verdictsOf(bench, 'backup')).toEqual(['failed', 'done'])
  })

  test('a file that may not be read is named, the rest is saved: exit 3, and 0 once it can be read', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    writeFileSync(path.join(bench.vault, 'secret diary.md'), 'for my eyes', { mode: 0o000 })
    mkdirSync(path.join(bench.vault, 'shut folder'), { mode: 0o000 })
    // Root reads everything. Without these two capabilities it is a user like any other, who owns the files.
    bench.prefix = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--']
    const ended = await bench.cli(['backup', bench.vault])
    expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/\.go:|undefined/)
    expect(ended.code).toBe(3)
    expect(ended.stdout).toMatch(/Notes is backed up and verified/)
    expect(ended.stderr).toMatch(/^! Not saved: secret diary\.md \(permission denied\)$/m)
    expect(ended.stderr.match(/^! Not saved: shut folder \(permission denied\)$/gm)).toHaveLength(1)
    const again = await bench.json(['backup', bench.vault])
    expect(again).toMatchObject({ verdict: 'warnings', exitCode: 3, problem: null, warningCount: 2 })
    expect(again.result.report).toMatchObject({ findingCount: 0 })
    expect(await bench.json(['status'])).toMatchObject({ vaults: [{ state: 'warning' }] })
    bench.prefix = []
    await expectHealthy(bench)
    expect(verdictsOf(bench, 'backup')).toEqual(['warnings', 'warnings', 'done'])
  })

  test('a folder that may not be read is told before anything begins', async () => {
    const bench = openBench()
    const shut = path.join(bench.folder, 'shut')
    mkdirSync(shut, { mode: 0o000 })
    bench.prefix = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--']
    await expectFailure(bench, ['backup', shut], {
      exit: 1,
      code: 'folder-not-readable',
      sentence: /You may not read the folder .*shut/,
      remedy: /Give yourself the right to read it/,
    })
    await expectTidy(bench)
  })

  test('a part of the repository that may not be read is told as that by a check, and not as damage', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 20)
    await backUp(bench)
    bench.prefix = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--']
    const repository = repositoryOf(bench)
    const [pack = ''] = readdirSync(path.join(repository, 'data'), { recursive: true, encoding: 'utf8' }).filter((name) => name.length > 64)
    for (const part of ['data', 'index', 'snapshots', `data/${pack}`]) {
      const place = path.join(repository, part)
      const { mode } = statSync(place)
      chmodSync(place, 0)
      await expectFailure(bench, ['verify'], { exit: 1, code: 'repository-not-allowed', sentence: /rights/, remedy: /./ })
      chmodSync(place, mode)
    }
    expect(JSON.stringify(historyOf(bench))).not.toContain('repository.damaged')
    chmodSync(path.join(repository, 'data', pack), 0)
    const [other = ''] = readdirSync(path.join(repository, 'data'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.length > 64)
      .filter((name) => name !== pack)
    renameSync(path.join(repository, 'data', other), path.join(bench.folder, 'pack'))
    expect(await bench.json(['verify'])).toMatchObject({ exitCode: 4, problem: { code: 'repository-damaged' } })
    renameSync(path.join(bench.folder, 'pack'), path.join(repository, 'data', other))
    chmodSync(path.join(repository, 'data', pack), 0o400)
    expect(await bench.json(['verify'])).toMatchObject({ exitCode: 0 })
  })

  test('a snapshot or index that only somebody else may read is no damage, for the next backup, a restore and the doctor', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 3)
    await backUp(bench)
    const doctor = async () =>
      ((await bench.json(['doctor']))['findings'] as { part: string }[]).filter(({ part }) => part === 'repository')
    for (const folder of ['snapshots', 'index']) {
      const [file = ''] = repositoryFiles(bench, folder)
      chmodSync(file, 0)
      bench.prefix = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--']
      const told = { exit: 1, code: 'repository-not-allowed', sentence: /not the rights/, remedy: /the user who made it.*chown/ }
      await expectFailure(bench, ['backup', bench.vault], told)
      await expectFailure(bench, ['restore', 'latest', '--to', path.join(bench.folder, folder)], told)
      expect(await doctor()).toMatchObject([{ verdict: 'bad', finding: expect.stringContaining(path.basename(file)), remedy: told.remedy }])
      bench.prefix = []
      chmodSync(file, 0o400)
    }
    expect(await doctor()).toMatchObject([{ verdict: 'good' }])
  })

  test('an empty folder is skipped with the reason; one that was emptied is too, and its old snapshot stays', async () => {
    const bench = openBench()
    const never = await bench.json(['backup', bench.vault])
    expect(never).toMatchObject({ verdict: 'skipped', exitCode: 5 })
    expect(never.problem?.sentence).toMatch(/empty/)
    await expectTidy(bench)
    writeNotes(bench.vault, 5)
    await backUp(bench)
    renameSync(bench.vault, `${bench.vault} put away`)
    mkdirSync(bench.vault)
    const emptied = await bench.cli(['backup', bench.vault])
    expectWords(emptied, {
      exit: 1,
      sentence: /The folder is empty, but the backup before had 5 files/,
      remedy: /vaultkeeper restore last-good --vault notes-/,
    })
    const target = path.join(bench.folder, 'back')
    expect(await bench.json(['restore', 'latest', '--to', target])).toMatchObject({ exitCode: 0 })
    expect(readdirSync(target, { recursive: true }).length).toBeGreaterThan(5)
    await expectTidy(bench)
  })
})

describe('reading before there is anything', () => {
  test.each([
    ['snapshots'],
    ['ls', 'latest'],
    ['find', 'x'],
    ['versions', 'x'],
    ['diff', 'latest'],
    ['show', 'latest:x'],
    ['restore', 'latest', '--to', 'x'],
    ['verify'],
    ['unlock'],
  ])('vaultkeeper %s', async (...parameters) => {
    const bench = openBench()
    await expectFailure(bench, parameters, {
      exit: 1,
      code: 'nothing-backed-up',
      sentence: /Nothing has been backed up yet/,
      remedy: /vaultkeeper backup FOLDER/,
    })
    await expectTidy(bench)
  })
})

describe('the history', { timeout: 60_000 }, () => {
  test('a changed, a removed and a cut line are found and named: exit 4', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 3)
    await backUp(bench)
    const file = path.join(bench.home, 'system-history.jsonl')
    const sound = readFileSync(file, 'utf8')
    const lines = sound.split('\n')
    for (const [forged, line] of [
      [sound.replace('"verdict":"done"', '"verdict":"failed"'), /line \d+: its hash does not fit/],
      [lines.toSpliced(2, 1).join('\n'), /line 3: it does not follow the line before/],
      [lines.slice(0, -3).join('\n').concat('\n'), /entr(y|ies) written here (is|are) gone/],
    ] as const) {
      writeFileSync(file, forged)
      const ended = await bench.cli(['history', '--verify'])
      expect(ended.stderr).toMatch(line)
      expect(ended.code).toBe(4)
    }
    writeFileSync(file, sound)
    await expectHealthy(bench)
  })
})
