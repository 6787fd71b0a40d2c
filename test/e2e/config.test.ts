import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openBench } from '../helpers/cli-bench.ts'
import { exampleText } from '../helpers/configuration-home.ts'

/** A bench with a configuration in its home. */
const benchWith = (text: string) => {
  const bench = openBench()
  mkdirSync(bench.home, { recursive: true })
  writeFileSync(path.join(bench.home, 'backup_schedule.json'), text)
  return bench
}

describe('config', () => {
  it('path: where it is, whether it is there or not, and without making a home', async () => {
    const bench = openBench()
    const file = path.join(bench.home, 'backup_schedule.json')
    expect((await bench.cli(['config', 'path'])).stdout).toBe(`${file}\n`)
    expect(await bench.json(['config', 'path'])).toMatchObject({ path: file, exists: false, exitCode: 0 })
    expect(await bench.json(['config', 'path'], { environment: { VAULTKEEPER_CONFIG: '/etc/schedule.json' } })).toMatchObject({
      path: '/etc/schedule.json',
    })
    expect(existsSync(bench.home)).toBe(false)
  })

  it('validate: nothing to say of none, and of a good one that it is', async () => {
    const bench = openBench()
    const none = await bench.cli(['config', 'validate'])
    expect([none.code, none.stdout]).toEqual([
      0,
      expect.stringMatching(/^There is no configuration: .* is not there\. Nothing is backed up by itself\.\n$/),
    ])
    mkdirSync(bench.home)
    writeFileSync(path.join(bench.home, 'backup_schedule.json'), exampleText)
    const good = await bench.cli(['config', 'validate'])
    expect([good.code, good.stdout]).toEqual([
      0,
      expect.stringMatching(/backup_schedule\.json is fine\.\n! vaults\.opus: there is no folder /),
    ])
  })

  it('validate: each mistake with file, line, column and sentence, as editors read them; exit code 1', async () => {
    const bench = benchWith(exampleText.replace('"26h"', '26').replace('["opus", "personal"]', '["opus", "personl"]'))
    const ended = await bench.cli(['config', 'validate'])
    expect([ended.code, ended.stdout.trim().split('\n')]).toEqual([
      1,
      [
        expect.stringMatching(
          /^backup_schedule\.json:\d+:21: plans\.vaults\.staleAfter must be a duration such as .*; here it is a number\.$/,
        ),
      ],
    ])
    expect(ended.stderr).toMatch(/^1 mistake in /)
    expect(await bench.json(['config', 'validate'])).toMatchObject({
      exitCode: 1,
      problems: [{ where: 'file', path: 'plans.vaults.staleAfter', line: expect.any(Number), column: 21 }],
    })
  })

  it('status tells of mistakes where nothing was ever backed up, too', async () => {
    const ended = await benchWith('{ "version": 1,\n  "vaults": { "notes": } }').cli(['status'])
    expect([ended.code, ended.stdout]).toEqual([
      1,
      expect.stringMatching(
        /The configuration has a mistake, so no plan is in force: backup_schedule\.json:2:24: A value is missing here\./,
      ),
    ])
  })

  it('a folder is backed up whatever the file says, and the mistake is one warning of it', async () => {
    const bench = benchWith('{ "version": 1,\n  "vaults": { "notes": } }')
    writeFileSync(path.join(bench.vault, 'one.md'), 'one')
    const warning = expect.stringMatching(
      /^The configuration has a mistake, so no plan is in force: backup_schedule\.json:2:24: A value is missing here\. See all of it with: /,
    )
    const answer = await bench.json(['backup', bench.vault])
    expect(answer).toMatchObject({ verdict: 'done', exitCode: 0, warningCount: 1, warnings: [warning] })
  })

  it('validate FILE: a file of any name by itself, from where it is called, which is left alone', async () => {
    const bench = openBench()
    const file = path.join(bench.folder, 'new.json')
    writeFileSync(file, '{ "plans": {} }')
    const ended = await bench.cli(['config', 'validate', 'new.json'], { environment: { VAULTKEEPER_PLAN_X_SCHEDULE: '0 7 * * *' } })
    expect([ended.code, ended.stdout]).toEqual([0, `${file} is fine. It is of version 0 and will be brought up.\n`])
    expect(readFileSync(file, 'utf8')).toBe('{ "plans": {} }')
    expect((await bench.cli(['config', 'validate', 'gone.json'])).stdout).toBe(
      `There is no file ${path.join(bench.folder, 'gone.json')}.\n`,
    )
  })

  it('show: what is in force, and who says so', async () => {
    const bench = benchWith(exampleText)
    writeFileSync(path.join(bench.home, '.env'), "VAULTKEEPER_PLAN_DAILY_SCHEDULE='0 8 * * *'\n")
    const environment = { VAULTKEEPER_PLAN_WEEKLY_KEEP_LAST: '7' }
    const lines = (await bench.cli(['config', 'show'], { environment })).stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))
    expect(lines).toEqual(
      expect.arrayContaining([
        `vaults.personal.path | file | ${path.join(bench.folder, 'person', 'My Life Lab')}`,
        'plans.daily.schedule | VAULTKEEPER_PLAN_DAILY_SCHEDULE in .env | 0 8 * * *',
        'plans.weekly.keep.last | VAULTKEEPER_PLAN_WEEKLY_KEEP_LAST | 7',
        'plans.weekly.staleAfter | file | 8d',
        'plans.weekly.verify | default | true',
        'plans.weekly.conditions.onBattery.above | file | 30%',
        'repositories.offsite.limitUpload | file | 2 MiB/s',
        'verification.readBack | file | 256 MiB',
        'conditions.minimumFree | default | 256 MiB',
      ]),
    )
    expect(await bench.json(['config', 'show'], { environment })).toMatchObject({
      source: 'file',
      configuration: { plans: { weekly: { keep: { last: 7 } } } },
      overrides: expect.arrayContaining([
        { path: 'plans.weekly.keep.last', variable: 'VAULTKEEPER_PLAN_WEEKLY_KEEP_LAST', where: 'environment' },
      ]),
    })
  })

  it('show: a broken file is told, and what was good before is what is shown', async () => {
    const bench = benchWith(exampleText)
    expect(await bench.json(['config', 'show'])).toMatchObject({ source: 'file', exitCode: 0 })
    writeFileSync(path.join(bench.home, 'backup_schedule.json'), exampleText.replace('"version": 1,', '"version": 1'))
    const ended = await bench.cli(['config', 'show'])
    expect(ended.code).toBe(1)
    expect(ended.stdout).toMatch(/^What .* said last, which stays in force: it has mistakes now\.\n/)
    expect(ended.stdout).toMatch(/plans\.daily\.timeZone +file +Europe\/Berlin/)
    expect(ended.stderr).toMatch(/^x backup_schedule\.json:\d+:3: A comma is missing before this\.$/m)
  })

  it('a mistake, or a file that is gone, is told by what asks for it, each with a remedy that leads on', async () => {
    const text = '{ "version": 1 }'
    const bench = benchWith(text)
    const file = path.join(bench.home, 'backup_schedule.json')
    expect(await bench.json(['history'])).toMatchObject({ exitCode: 0 })
    const left = await bench.json([
      'repository',
      'add',
      'o',
      '--type',
      'local',
      '--path',
      path.join(bench.folder, 'o'),
      '--mirror-of',
      'nope',
    ])
    expect(left.problem).toMatchObject({ code: 'configuration-edit', remedy: 'Give it otherwise; the file is as it was.' })
    writeFileSync(file, JSON.stringify({ version: 1, notifications: { webhook: 'https://127.0.0.1:1/x' } }))
    const sentence = expect.stringMatching(/notifications\.webhook must be an object in { }, or a list of them\.$/)
    expect((await bench.json(['notify-test'])).problem).toMatchObject({ code: 'configuration-refused', sentence })
    const refused = { part: 'configuration', verdict: 'bad', finding: expect.stringMatching(/notifications\.webhook must be/) }
    expect(await bench.json(['doctor'])).toMatchObject({
      exitCode: 1,
      findings: expect.arrayContaining([expect.objectContaining(refused)]),
    })
    rmSync(file)
    const gone = await bench.cli(['status'])
    expect(gone.stdout).toMatch(
      /is gone\. What it said last stays in force; put it back.*\n {2}See what it said with: vaultkeeper config show$/m,
    )
    writeFileSync(file, text)
    expect((await bench.json(['doctor']))['findings']).not.toContainEqual(expect.objectContaining({ part: 'configuration' }))
  })
})

describe('.env in the home folder', () => {
  it('has the password of a machine without a keychain, if others cannot read it', async () => {
    const bench = openBench()
    mkdirSync(bench.home)
    const file = path.join(bench.home, '.env')
    writeFileSync(file, 'VAULTKEEPER_PASSWORD="correct horse battery"\n', { mode: 0o600 })
    expect(await bench.json(['secret', 'list'])).toMatchObject({ secrets: [{ name: 'default', kept: 'environment' }] })
    chmodSync(file, 0o644)
    expect(await bench.json(['secret', 'list'])).toMatchObject({
      exitCode: 1,
      problem: { code: 'env-file-unusable', sentence: expect.stringMatching(/^Others may read \.env/), remedy: `Mend or remove ${file}` },
    })
  })
})
