import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { marks } from '../../../main/engine/agents/process/agent-environment.ts'
import { withDotEnv } from '../../../main/engine/config/dot-env.ts'
import { loadConfiguration, problemLine } from '../../../main/engine/config/load-configuration.ts'
import { overrideVariables } from '../../../main/engine/config/overrides.ts'
import { validateConfiguration } from '../../../main/engine/config/validate-configuration.ts'
import { passwordVariables } from '../../../main/engine/secrets/password.ts'
import { configurationHome, exampleText, good, sha256 } from '../../helpers/configuration-home.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const small = '{ "version": 1, "vaults": { "notes": { "path": "~/Notes" } } }'
const broken = small.replace('"path"', '"pth"')

describe('loading', () => {
  it('no file is no configuration, and nothing is written for it', async () => {
    const home = configurationHome()
    const before = readdirSync(home.root)
    expect(await loadConfiguration(home)).toEqual({
      configuration: null,
      source: 'none',
      problems: [],
      path: home.file,
      hash: '',
      written: {},
      overrides: [],
    })
    expect(readdirSync(home.root)).toEqual(before)
  })

  it('tells where it comes from, with the hash of the file and paths in the home of the person', async () => {
    const home = configurationHome(small)
    const loaded = await loadConfiguration(home)
    expect(loaded).toMatchObject({ source: 'file', problems: [], path: home.file, hash: sha256(small) })
    expect(loaded.configuration?.vaults['notes']?.path).toBe(path.join(home.root, '..', 'person', 'Notes'))
    expect(loaded.configuration?.repositories['default']).toMatchObject({ path: path.join(home.root, 'repositories', 'default') })
  })

  it('reads the file that VAULTKEEPER_CONFIG names, also of .env, through links and in the home of the person', async () => {
    const elsewhere = path.join(temporaryFolder('elsewhere'), 'schedule.json')
    writeFileSync(elsewhere, small)
    const link = path.join(path.dirname(elsewhere), 'link.json')
    symlinkSync(elsewhere, link)
    for (const named of [elsewhere, link])
      expect(await loadConfiguration(configurationHome(undefined, { VAULTKEEPER_CONFIG: named }))).toMatchObject({
        source: 'file',
        path: named,
      })
    const home = configurationHome()
    home.write('VAULTKEEPER_CONFIG=~/schedule.json\n', '.env')
    home.write(small, '../person/schedule.json')
    expect(await loadConfiguration(home)).toMatchObject({ source: 'file', path: path.join(home.root, '..', 'person', 'schedule.json') })
  })

  it('one that is named and not there is a problem', async () => {
    const { source, problems, configuration } = await loadConfiguration(
      configurationHome(undefined, { VAULTKEEPER_CONFIG: '/not/there.json' }),
    )
    expect([source, configuration, problems.map(({ sentence }) => sentence)]).toEqual([
      'none',
      null,
      ['There is no /not/there.json, which VAULTKEEPER_CONFIG names.'],
    ])
  })

  it.each([
    ['a folder', (file: string) => mkdirSync(file), /is a folder, not a file\.$/],
    ['a FIFO', (file: string) => execFileSync('mkfifo', [file]), /is not a regular file\.$/],
    ['a device', (file: string) => symlinkSync('/dev/zero', file), /is not a regular file\.$/],
    ['a link to itself', (file: string) => symlinkSync(file, file), /is a link that leads back to itself\.$/],
    [
      'half a gigabyte',
      (file: string) => {
        writeFileSync(file, '')
        truncateSync(file, 512 * 2 ** 20)
      },
      /is larger than 1024 KiB\.$/,
    ],
  ])('%s in its place is told at once', async (_, make, sentence) => {
    const home = configurationHome()
    make(home.file)
    const began = performance.now()
    const { source, problems } = await loadConfiguration(home)
    expect(performance.now() - began).toBeLessThan(1000)
    expect([source, problems.length]).toEqual(['none', 1])
    expect(problems[0]?.sentence).toMatch(sentence)
  })
})

describe('the last good version', () => {
  it('stays in force over a restart when the file has a mistake, and gives way when that is mended', async () => {
    const home = configurationHome(small)
    const first = await loadConfiguration(home)
    home.write(broken)
    const second = await loadConfiguration(home)
    expect(second).toMatchObject({ source: 'last-good', configuration: first.configuration, hash: sha256(broken), written: { version: 1 } })
    expect(second.problems.map((problem) => problemLine(problem, home.file))).toEqual([
      'backup_schedule.json:1:38: vaults.notes has no "path", which it needs.',
      'backup_schedule.json:1:40: vaults.notes.pth is not known here; did you mean "path"?',
    ])
    home.write(small.replace('Notes', 'Elsewhere'))
    const third = await loadConfiguration(home)
    expect([third.source, third.problems, third.configuration?.vaults['notes']?.path]).toEqual([
      'file',
      [],
      path.join(home.root, '..', 'person', 'Elsewhere'),
    ])
  })

  it('stays in force when the file is gone: that is no wish to have no backups', async () => {
    const home = configurationHome(small)
    const { configuration } = await loadConfiguration(home)
    rmSync(home.file)
    const gone = await loadConfiguration(home)
    expect(gone).toMatchObject({ source: 'last-good', configuration })
    expect(gone.problems[0]?.sentence).toMatch(/is gone\. What it said last stays in force; put it back, or write { "version": 1 } into it/)
    home.write('{ "version": 1 }')
    expect((await loadConfiguration(home)).configuration?.vaults).toEqual({})
  })

  it('is not that of another file', async () => {
    const home = configurationHome(small)
    await loadConfiguration(home)
    const other = {
      ...home,
      ports: { ...home.ports, environment: { ...home.ports.environment, VAULTKEEPER_CONFIG: path.join(home.root, 'other.json') } },
    }
    home.write(broken, 'other.json')
    expect(await loadConfiguration(other)).toMatchObject({ source: 'none', configuration: null })
  })

  it('is for its owner alone, and written only when it changed', async () => {
    const home = configurationHome(small)
    await loadConfiguration(home)
    const kept = path.join(home.root, 'configuration.last-good.json')
    const { mode, mtimeMs, ino } = statSync(kept)
    expect(mode & 0o777).toBe(0o600)
    await loadConfiguration(home)
    expect(statSync(kept)).toMatchObject({ mtimeMs, ino })
  })

  it('that is itself broken, a folder or of somebody else is as none', async () => {
    for (const content of ['', '{', '[]', '{"path":1}', '{"text":"{}","path":"x","variables":[]}', '\0']) {
      const home = configurationHome(broken)
      home.write(content, 'configuration.last-good.json')
      expect(await loadConfiguration(home)).toMatchObject({ source: 'none', configuration: null })
    }
    const home = configurationHome(small)
    mkdirSync(path.join(home.root, 'configuration.last-good.json'))
    expect(await loadConfiguration(home)).toMatchObject({ source: 'file', problems: [] })
    expect(home.logged.join()).toMatch(/last good configuration could not be kept/)
  })

  it('keeps the variables that counted then: a broken variable does not stop what went well', async () => {
    const home = configurationHome(exampleText, { VAULTKEEPER_PLAN_DAILY_SCHEDULE: '0 8 * * *' })
    expect((await loadConfiguration(home)).configuration?.plans['daily']?.schedule).toBe('0 8 * * *')
    const later = {
      ...home,
      ports: { ...home.ports, environment: { ...home.ports.environment, VAULTKEEPER_PLAN_DAILY_SCHEDULE: 'at nine' } },
    }
    const loaded = await loadConfiguration(later)
    expect([loaded.source, loaded.configuration?.plans['daily']?.schedule, loaded.problems.length]).toEqual(['last-good', '0 8 * * *', 1])
  })
})

describe('.env', () => {
  it('replaces what the file says, and the environment replaces what it says; an empty variable is as none', async () => {
    const home = configurationHome(exampleText, { VAULTKEEPER_PLAN_DAILY_KEEP_LAST: '7', VAULTKEEPER_PLAN_WEEKLY_KEEP_LAST: '' })
    home.write(
      '# for the server\nVAULTKEEPER_PLAN_DAILY_KEEP_LAST=8\nexport VAULTKEEPER_PLAN_WEEKLY_KEEP_LAST="9"\nVAULTKEEPER_PLAN_DAILY_SCHEDULE=\'0 8 * * *\' # later\n',
      '.env',
    )
    const { configuration, overrides, hash } = await loadConfiguration(home)
    expect(configuration?.plans['daily']).toMatchObject({ keep: { last: 7 }, schedule: '0 8 * * *' })
    expect(configuration?.plans['weekly']?.keep).toEqual({ last: 9 })
    expect(overrides.map(({ variable }) => `${variable.where}:${variable.line}`).sort()).toEqual(['.env:3', '.env:4', 'environment:0'])
    expect(hash).not.toBe(sha256(exampleText))
  })

  it('is named with its line when it has a mistake', async () => {
    const home = configurationHome(exampleText)
    home.write('\n\nVAULTKEEPER_PLAN_DAILY_SCHEDULE=at nine\n', '.env')
    const { problems } = await loadConfiguration(home)
    expect(problems.map((problem) => problemLine(problem, home.file))).toEqual([
      expect.stringMatching(/^\.env:3:1: VAULTKEEPER_PLAN_DAILY_SCHEDULE: plans\.daily\.schedule must be a cron expression/),
    ])
  })

  it('works without a file: the embedded repository can lie elsewhere', async () => {
    const home = configurationHome(undefined, { VAULTKEEPER_REPOSITORY_DEFAULT_PATH: '/srv/backups' })
    const { configuration, source } = await loadConfiguration(home)
    expect([source, configuration?.repositories['default']]).toMatchObject(['none', { path: '/srv/backups' }])
  })

  it('with a secret in it is closed to others, or not used', async () => {
    const home = configurationHome(small)
    home.write('VAULTKEEPER_PASSWORD=correct horse\n', '.env')
    chmodSync(path.join(home.root, '.env'), 0o644)
    const { problems, source } = await loadConfiguration(home)
    expect([source, problems[0]?.sentence]).toEqual([
      'none',
      `Others may read .env, and there is a secret in it: close it with: chmod 600 '${path.join(home.root, '.env')}'`,
    ])
    expect(() => withDotEnv(home.root, {})).toThrow(/Others may read/)
    chmodSync(path.join(home.root, '.env'), 0o600)
    expect(await loadConfiguration(home)).toMatchObject({ source: 'file', problems: [] })
    expect(withDotEnv(home.root, { A: '1', VAULTKEEPER_PASSWORD: '' })).toEqual({ A: '1', VAULTKEEPER_PASSWORD: 'correct horse' })
    expect(withDotEnv(home.root, { VAULTKEEPER_PASSWORD: 'of the shell' })).toEqual({ VAULTKEEPER_PASSWORD: 'of the shell' })
  })

  it('that is a FIFO keeps nobody waiting', async () => {
    const home = configurationHome(small)
    execFileSync('mkfifo', [path.join(home.root, '.env')])
    expect((await loadConfiguration(home)).problems[0]).toMatchObject({ where: '.env', sentence: 'The file .env is not a regular file.' })
  })

  it('has an example that names every variable', () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../../assets/examples/.env.example'), 'utf8')
    const listed = [...text.matchAll(/^# (VAULTKEEPER_[A-Z_<>]+)=$/gm)].map(([, name]) => name ?? '')
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
    const passwords = [
      ...Object.values(passwordVariables('default')),
      ...Object.values(passwordVariables('x')).map((name) => name.replace(/X$/, '<NAME>')),
    ]
    // What agents are given, to be known again; nobody reads it in our own environment.
    const given: readonly string[] = Object.values(marks)
    // What the sources read: names in quotes that begin so, the prefixes of the others aside, and what hooks are given.
    const sources = execFileSync('git', ['grep', '-hoE', `['"\`]VAULTKEEPER_[A-Z_]+['"\`]`, '--', 'main/engine', 'main/headless'], {
      encoding: 'utf8',
      cwd: import.meta.dirname.replace(/test.*/, ''),
    })
    const read = [
      ...new Set(
        sources
          .split('\n')
          .filter(Boolean)
          .map((quoted) => quoted.slice(1, -1)),
      ),
    ].filter((name) => !name.endsWith('_') && !given.includes(name))
    expect([...overrideVariables, ...passwords, ...read].filter((name) => !listed.includes(name))).toEqual([])
  })
})

describe('a file of an older version', () => {
  const old =
    '{\n  // mine\n  "vaults": { "notes": { "path": "~/Notes" } },\n  "plans": {\n    "nightly": { // at night\n      "cron": "0 2 * * *", "vaults": ["notes"], "repository": "default", "keepLast": 14, // two weeks\n    },\n  },\n}\n'
  const now =
    '{\n  "version": 1,\n  // mine\n  "vaults": { "notes": { "path": "~/Notes" } },\n  "plans": {\n    "nightly": { // at night\n      "schedule": "0 2 * * *", "sources": ["notes"], "repositories": ["default"], "keep": { "last": 14 }, // two weeks\n    },\n  },\n}\n'

  it('is brought up, with its comments, and kept beside the new one', async () => {
    const home = configurationHome(old)
    chmodSync(home.file, 0o640)
    const { source, configuration, problems, hash } = await loadConfiguration(home)
    expect([source, problems]).toEqual(['file', []])
    // What lies there now is what is in force, and nobody else's change.
    expect(hash).toBe(sha256(now))
    expect(configuration?.plans['nightly']).toMatchObject({
      schedule: '0 2 * * *',
      keep: { last: 14 },
      repositories: ['default'],
      staleAfter: 2 * 86_400_000,
    })
    expect(home.read()).toBe(now)
    expect(home.read('backup_schedule.v0.json')).toBe(old)
    expect(statSync(home.file).mode & 0o777).toBe(0o640)
    expect((await loadConfiguration(home)).configuration).toEqual(configuration)
    expect(home.read()).toBe(now)
    expect(readdirSync(home.root).filter((name) => name.includes('backup_schedule'))).toEqual([
      'backup_schedule.json',
      'backup_schedule.v0.json',
    ])
  })

  it('is not brought up when it has mistakes; they are told where they are', async () => {
    const home = configurationHome(old.replace('"keepLast": 14', '"keepLast": 0'))
    const { problems } = await loadConfiguration(home)
    expect(problems.map((problem) => problemLine(problem, home.file))).toEqual([
      'backup_schedule.json:6:86: plans.nightly.keep.last must be 1 or more.',
    ])
    expect(home.read()).toContain('"keepLast": 0')
    expect(existsSync(path.join(home.root, 'backup_schedule.v0.json'))).toBe(false)
  })

  it('that says one thing by both names is refused', async () => {
    const home = configurationHome(old.replace('"cron"', '"schedule": "0 3 * * *", "cron"'))
    expect((await loadConfiguration(home)).problems.map(({ path: at }) => at)).toEqual(['plans.nightly.cron'])
  })

  it('is in force even where it cannot be written, and an old copy is never replaced', async () => {
    const home = configurationHome(old)
    home.write('something else', 'backup_schedule.v0.json')
    await loadConfiguration(home)
    expect([home.read('backup_schedule.v0.json'), home.read('backup_schedule.v0.2.json'), home.read()]).toEqual([
      'something else',
      old,
      now,
    ])
    const other = configurationHome(old)
    // The lock of those who write is a folder: nobody can take it.
    mkdirSync(path.join(other.root, 'locks', 'configuration.lock'))
    expect(await loadConfiguration(other)).toMatchObject({ source: 'file', problems: [] })
    expect([other.read(), other.logged.join()]).toEqual([old, expect.stringMatching(/could not be put right/)])
  })

  it('is told of when it is only looked over, and stays as it is', async () => {
    const home = configurationHome(old)
    expect(await validateConfiguration(home)).toEqual({
      path: home.file,
      exists: true,
      migratedFrom: 0,
      notes: [expect.stringContaining('vaults.notes: there is no folder')],
      problems: [],
    })
    expect(home.read()).toBe(old)
  })

  it('of a newer version is left alone, and what was good before stays in force', async () => {
    const home = configurationHome(small)
    const { configuration } = await loadConfiguration(home)
    const newer = '{ "version": 7, "everything": "is different" }'
    home.write(newer)
    const loaded = await loadConfiguration(home)
    expect(loaded).toMatchObject({ source: 'last-good', configuration })
    expect(loaded.problems.map(({ sentence }) => sentence)).toEqual([
      'This file was made by a newer Vaultkeeper (version 7); this one knows versions up to 1 and leaves it as it is. Update Vaultkeeper.',
    ])
    expect(home.read()).toBe(newer)
  })

  it.each([
    '{}',
    '{ }',
    '{\n}',
    '{ // c\n}',
    '{"plans":{}}',
    '{ "plans": {} }',
    '{\r\n\t"plans": {}\r\n}\r\n',
    '\ufeff{}',
    '/* a */ { /* b */ } // c',
  ])('however it is written: %j', async (text) => {
    const home = configurationHome(text)
    expect(await loadConfiguration(home)).toMatchObject({ source: 'file', problems: [] })
    const { text: again, migratedFrom, written } = good(home.read())
    expect([migratedFrom, written]).toMatchObject([null, { version: 1 }])
    for (const comment of text.match(/\/\*.*?\*\/|\/\/ c/g) ?? []) expect(again).toContain(comment)
    expect(/\r/.test(again.replaceAll('\r\n', ''))).toBe(false)
    expect(again.includes('\r\n')).toBe(text.includes('\r\n'))
  })
})

it('temporary files of a killed program are removed at the next start, others are not', async () => {
  const home = configurationHome(small)
  const left = ['.backup_schedule.json.0123456789ab.tmp', '.backup_schedule.v0.json.ba9876543210.tmp']
  const others = ['.backup_schedule.json.swp', 'backup_schedule.json~', '.backup_schedule.json.mine.tmp']
  for (const name of [...left, ...others]) home.write('x', name)
  await loadConfiguration(home)
  expect(readdirSync(home.root)).toEqual(expect.arrayContaining(others))
  expect(readdirSync(home.root).filter((name) => left.includes(name))).toEqual([])
})
