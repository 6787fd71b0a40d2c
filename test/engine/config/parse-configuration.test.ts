import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Variable } from '../../../main/engine/config/dot-env.ts'
import { parseConfiguration as parseText } from '../../../main/engine/config/parse-configuration.ts'
import { exampleText, good, places, problemsOf } from '../../helpers/configuration-home.ts'

const parse = (text: string, variables: Variable[]) => parseText(text, places, variables)

/** The example with one text in it replaced. */
const changed = (from: string, to: string) => {
  expect(exampleText.split(from).length, `${from} in the example`).toBeGreaterThan(1)
  return exampleText.replace(from, to)
}
/** Where something begins in the example. */
const at = (text: string, what: string) => {
  const before = text.slice(0, text.indexOf(what))
  const line = before.split('\n').length
  return `${line}:${before.length - before.lastIndexOf('\n')}`
}

describe('the example', () => {
  const { configuration, migratedFrom, overrides } = good(exampleText)

  it('is good, of this version, and has what the product is for', () => {
    expect([migratedFrom, overrides]).toEqual([null, []])
    expect(Object.keys(configuration.agents)).toEqual(['em', 'z', 'jay', 'rick', 'leroy'])
    expect(Object.values(configuration.vaults).map(({ name }) => name)).toEqual(['Opus', 'My Life Lab', 'Agents'])
    expect(Object.values(configuration.plans).map(({ kind }) => kind)).toEqual(['daily', 'daily', 'weekly', 'on-change'])
    expect(configuration.plans['vaults']).toMatchObject({
      schedule: '0 7 * * *',
      keep: { last: 30, monthly: 12 },
      staleAfter: 26 * 3_600_000,
    })
    expect(configuration.plans['on-change']?.sources).toEqual([{ vault: 'agents', include: ['**/priority_weights.json', '**/rules/**'] }])
  })

  it('has absolute paths, and the repository that is always there', () => {
    expect(configuration.vaults['personal']?.path).toBe('/people/me/My Life Lab')
    expect(configuration.agents['em']?.path).toBe('/people/me/agents/em')
    expect(configuration.repositories['local']).toMatchObject({ path: '/people/me/Backups/vaultkeeper' })
    expect(configuration.repositories['default']).toMatchObject({ type: 'local', path: places.embedded, enabled: true })
  })

  it('says the same with a byte order mark, Windows line ends, without comments, and with commas behind the last of everything', () => {
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(exampleText)])
    expect(good(bytes).configuration).toEqual(configuration)
    expect(good(`\ufeff${exampleText}`).configuration).toEqual(configuration)
    expect(good(exampleText.replaceAll('\n', '\r\n')).configuration).toEqual(configuration)
    expect(good(exampleText.replaceAll(/^ *\/\/.*$/gm, '')).configuration).toEqual(configuration)
    expect(good(exampleText.replaceAll(/(["\d}\]e])(\s*[}\]])/g, '$1,$2')).configuration).toEqual(configuration)
  })
})

it('the least that is a configuration has one repository and no plan', () => {
  const { configuration } = good('{ "version": 1 }')
  expect(Object.keys(configuration.repositories)).toEqual(['default'])
  expect([configuration.plans, configuration.vaults, configuration.agents].map(Object.keys)).toEqual([[], [], []])
  expect(configuration.notifications.desktop).toEqual({ failures: true, successes: 'never', quietHours: null })
})

describe('a mistake is told with its place and a sentence:', () => {
  it.each([
    [
      'a number for a duration',
      '"staleAfter": "26h"',
      '"staleAfter": 26',
      '26',
      'plans.vaults.staleAfter must be a duration such as "30s", "10m", "26h", "8d" or "1h30m"; here it is a number.',
    ],
    [
      'a mirror of itself',
      '"appendOnly": true',
      '"mirror": { "of": "server" }',
      '"server" }',
      'repositories.server.mirror.of names this repository itself.',
    ],
    [
      'a mirror of nothing',
      '"appendOnly": true',
      '"mirror": { "of": "ofsite" }',
      '"ofsite"',
      'repositories.server.mirror.of names a repository "ofsite" that is not there; did you mean "offsite"?',
    ],
    [
      'a mirror of a mirror',
      '"remote": "drive:vaultkeeper", "enabled": false',
      '"remote": "drive:vaultkeeper", "mirror": { "of": "server" } }, "nas": { "type": "local", "path": "/nas", "mirror": { "of": "drive" }',
      '"drive" }',
      'repositories.nas.mirror.of names "drive", which is a mirror itself; name the repository that plans write to.',
    ],
    [
      'a plan that writes to a mirror',
      '"limitUpload": "2 MiB/s"',
      '"mirror": { "of": "local" }',
      '"offsite"],\n      "keep": { "last": 30, "monthly"',
      'plans.vaults.repositories[1] names "offsite", which is a mirror: snapshots come there by copying alone.',
    ],
    [
      'a misspelt setting',
      '"staleAfter"',
      '"staleAftr"',
      '"staleAftr"',
      'plans.vaults.staleAftr is not known here; did you mean "staleAfter"?',
    ],
    [
      'a misspelt section',
      '"verification"',
      '"verifcation"',
      '"verifcation"',
      'verifcation is not known here; did you mean "verification"?',
    ],
    [
      'a misspelt kind',
      '"daily",',
      '"dayly",',
      '"dayly"',
      'plans.vaults.kind must be one of "daily", "weekly", "on-change", "custom"; did you mean "daily"?',
    ],
    [
      'another type of repository',
      '"type": "s3"',
      '"type": "ftp"',
      '"ftp"',
      'repositories.offsite.type must be one of "local", "sftp", "rest", "s3", "b2", "azure", "gs", "rclone", "uri".',
    ],
    [
      'a setting of another type',
      '"bucket": "vaultkeeper"',
      '"bucket": "vaultkeeper", "url": "https://x.example"',
      '"url": "https://x',
      'repositories.offsite.url is not known here; known are type, endpoint, bucket, prefix, region, bucketLookup, caCertificate, enabled, appendOnly, keep, limitUpload, limitDownload, compression, packSize, connections, readConcurrency, prune, mirror.',
    ],
    ['something that is missing', '"path": "~/Opus",', '', '{\n      "name": "Opus"', 'vaults.opus has no "path", which it needs.'],
    [
      'a vault that is not there',
      '["opus", "personal"]',
      '["opsu", "personal"]',
      '"opsu"',
      'plans.vaults.sources[0] names a vault "opsu" that is not there; did you mean "opus"?',
    ],
    [
      'a vault that is there twice',
      '["opus", "personal"]',
      '["opus", "opus"]',
      '"opus"],',
      'plans.vaults.sources[1] names the vault "opus" a second time.',
    ],
    [
      'a repository that is not there',
      '["local", "offsite"]',
      '["local", "moon"]',
      '"moon"',
      'plans.vaults.repositories[1] names a repository "moon" that is not there; there is default, local, offsite, server, drive.',
    ],
    [
      'a plan that is not there',
      '"plans": ["vaults"]',
      '"plans": ["vault"]',
      '"vault"]',
      'notifications.ping.plans[0] names a plan "vault" that is not there; did you mean "vaults"?',
    ],
    [
      'an agent that is not there',
      '"dependsOn": ["em"]',
      '"dependsOn": ["emma"]',
      '"emma"',
      'agents.z.dependsOn[0] names an agent "emma" that is not there; there is em, z, jay, rick, leroy.',
    ],
    [
      'a name with capitals',
      '"personal": {',
      '"Personal": {',
      '"Personal"',
      'vaults.Personal must be a name of small letters, digits and hyphens, 63 at most, and not begin with a hyphen.',
    ],
    [
      'a circle of agents',
      '"critical": true,\n      "recover"',
      '"critical": true,\n      "dependsOn": ["leroy"],\n      "recover"',
      '["leroy"]',
      'agents.em.dependsOn goes round in a circle: em -> leroy -> jay -> z -> em; none of these could be started first.',
    ],
    [
      'an agent that waits for itself',
      '"dependsOn": ["em"]',
      '"dependsOn": ["z"]',
      '["z"],\n      "preserve"',
      'agents.z.dependsOn goes round in a circle: z -> z; none of these could be started first.',
    ],
    [
      '31 February',
      '"0 23 * * 0"',
      '"0 0 31 2 *"',
      '"0 0 31 2 *"',
      'plans.weekly.schedule names a day of the month that its months do not have, so it would never come due.',
    ],
    [
      'no schedule at all',
      '"0 23 * * 0"',
      '""',
      '"",',
      'plans.weekly.schedule must be a cron expression of five fields (minute hour day month weekday) such as "0 7 * * *", or an interval such as "every 6h".',
    ],
    [
      'six fields',
      '"0 12 * * 6"',
      '"0 0 12 * * 6"',
      '"0 0 12',
      'verification.check must be a cron expression of five fields (minute hour day month weekday) such as "0 7 * * *".',
    ],
    [
      'a password in an address',
      'https://backup.example.com',
      'https://me:hunter2@backup.example.com',
      '"https://me',
      'repositories.server.url: There is a password in this address, and secrets do not belong into this file: take it out and store it with: vaultkeeper secret set NAME',
    ],
    [
      'a password of its own',
      '"appendOnly": true',
      '"password": "hunter2"',
      '"password"',
      'repositories.server.password is not known here, and secrets do not belong into this file: store them with: vaultkeeper secret set NAME.',
    ],
    [
      'a password in the mail server',
      'smtp://mail',
      'smtp://me:hunter2@mail',
      '"smtp:',
      'notifications.email.smtp: There is a password in this address, and secrets do not belong into this file: take it out and store it with: vaultkeeper secret set NAME',
    ],
    [
      'a folder that is two repositories',
      '~/Backups/vaultkeeper',
      places.embedded,
      `"${places.embedded}"`,
      'repositories.local.path is the folder of the repository "default" already.',
    ],
    [
      'another kind for the embedded repository',
      '"drive": {',
      '"default": {',
      '"rclone"',
      'repositories.default.type must be "local": this name is kept for the repository on this machine.',
    ],
    [
      'a repository whose password variable is another one',
      '"drive": {',
      '"file": {',
      '"file": { "type"',
      'repositories.file has a name that its password variable would share with another; choose another name.',
    ],
    [
      'nothing where something belongs',
      '"keep": { "last": 12 }',
      '"keep": null',
      'null',
      'plans.weekly.keep must be rules such as { "last": 30, "monthly": 12 }, or "all"; here it is null.',
    ],
    ['a list for an object', '"app": {', '"app": [], "ap": {', '[],', 'app must be an object in { }; here it is a list.'],
  ])('%s', (_, from, to, place, sentence) => {
    const text = changed(from, to)
    const said = problemsOf(text)
    expect(said).toContain(`${at(text, place)} ${sentence}`)
    expect(said.join('\n')).not.toContain('hunter2')
  })

  it.each([
    ['', '1:1 The file is empty; the least is { "version": 1 }.'],
    ['// nothing yet\n', '2:1 A value is missing here.'],
    ['[]', '1:1 The configuration must be an object in { }; here it is a list.'],
    ['null', '1:1 The configuration must be an object in { }; here it is null.'],
    ['{ "version": 1', '1:15 A closing bracket } is missing here.'],
    ['{ "version": 1 "plans": {} }', '1:16 A comma is missing before this.'],
    ['{ "version" 1 }', '1:13 A colon is missing before this.'],
    ["{ 'version': 1 }", '1:3 This is no value: texts stand in double quotes, and there are numbers, true and false.'],
    ['{ version: 1 }', '1:3 This is no value: texts stand in double quotes, and there are numbers, true and false.'],
    ['{ "version": 1 } {}', '1:18 The configuration ends before this; nothing may follow.'],
    ['{ "version": 1, /* }', '1:17 This comment has no end.'],
    ['{ "version": 1,\n  "plans": "\n}', '2:12 This text has no closing double quote.'],
    ['{ "version": 01 }', '1:15 A comma is missing before this.'],
    ['{ "version": 1e999 }', '1:14 version: This number is too large.'],
    ['{ "version": 9007199254740993 }', '1:14 version: This number is too large.'],
    ['{ "version": 1, "version": 1 }', '1:17 version: This name is here a second time; only one of the two can count.'],
    ['{ "version": 1, "__proto__": {} }', '1:17 __proto__: This name cannot be used.'],
    [
      '{ "version": 1, "vaults": { "a": { "path": "/a\\u0000" } } }',
      '1:44 vaults.a.path: There is a line break or another control character in this text.',
    ],
    [
      '{ "version": 1, "vaults": { "a": { "path": "/\\ud800" } } }',
      '1:44 vaults.a.path: There is half a character in this text (a surrogate without its other half).',
    ],
    ['{ "version": "1" }', '1:14 version must be 1.'],
    ['{ "version": 1.5 }', '1:14 version must be 1.'],
    ['{ "version": -1 }', '1:14 version must be 1.'],
    [
      '{ "version": 2 }',
      '1:14 This file was made by a newer Vaultkeeper (version 2); this one knows versions up to 1 and leaves it as it is. Update Vaultkeeper.',
    ],
  ])('%j', (text, said) => {
    expect(problemsOf(text)[0]).toBe(said)
  })

  it('a raw NUL, bytes that are not UTF-8, another encoding', () => {
    expect(problemsOf('{ "version": 1, "vaults": { "a": { "path": "/a\0" } } }')[0]).toMatch(/^1:4\d (?:Here is|vaults\.a\.path)/)
    expect(problemsOf(Buffer.concat([Buffer.from('{\n "version'), Buffer.from([0xff]), Buffer.from('": 1 }')]))[0]).toMatch(
      /^2:10 There are bytes here/,
    )
    expect(problemsOf(Buffer.from('\ufeff{ "version": 1 }', 'utf16le'))[0]).toBe('1:1 The file is saved as UTF-16; save it as UTF-8.')
  })

  it('too much of anything, quickly', () => {
    const began = performance.now()
    expect(problemsOf('['.repeat(200_000))[0]).toBe('1:33 There are more than 32 brackets inside each other.')
    expect(problemsOf('{"a":'.repeat(200_000))[0]).toMatch(/more than 32 brackets/)
    expect(problemsOf(`{ "version": 1, "vaults": { ${Array.from({ length: 3000 }, (_, i) => `"v${i}": 1`).join(',')} } }`)[0]).toMatch(
      /more than 2,000 entries/,
    )
    expect(problemsOf(`{ "version": 1, "x": "${'a'.repeat(1_000_000)}" }`)[0]).toMatch(/longer than 4,096 characters/)
    expect(problemsOf(`{ "version": 1 }${' '.repeat(2 ** 20)}`)[0]).toBe('1:1 The file is larger than 1024 KiB.')
    expect(problemsOf(`{ "version": 1, "vaults": { ${Array.from({ length: 1500 }, (_, i) => `"v${i}": 1`).join(',')} } }`)).toHaveLength(
      101,
    )
    expect(performance.now() - began).toBeLessThan(3000)
  })

  it('each of several, in the order of the file', () => {
    const text = changed('"version": 1', '"version": 1, "colour": 1')
      .replace('"deleted": "20%"', '"deleted": 20')
      .replace('"path": "~/Opus"', '"path": "Opus"')
    expect(problemsOf(text).map((said) => said.split(' ')[1])).toEqual(['colour', 'vaults.opus.path', 'anomaly.deleted'])
  })

  it('columns count as editors do, also behind a byte order mark, tabs and characters of two units', () => {
    expect(problemsOf('\ufeff{ "version": 2 }')[0]).toMatch(/^1:14 /)
    expect(problemsOf('{\r\n\t"version": 2 }')[0]).toMatch(/^2:13 /)
    expect(problemsOf('{ "$schema": "😀", "version": 2 }')[0]).toMatch(/^1:31 /)
  })
})

describe('a repository in a vault', () => {
  const parse = (repository: string, vault: object = {}, source: object = {}) =>
    parseText(
      JSON.stringify({
        version: 1,
        vaults: { notes: { path: '/people/me', ...vault } },
        repositories: { drive: { type: 'local', path: repository } },
        plans: { daily: { kind: 'daily', sources: [{ vault: 'notes', ...source }] } },
      }),
      places,
    )

  it.each([
    ['anywhere in it', '/people/me/a/b', {}, {}],
    ['in its own place', '/people/me', {}, {}],
    ['where other patterns leave things out', '/people/me/a', { exclude: ['b'] }, {}],
    ['in what the plan takes', '/people/me/a/b', {}, { include: ['a'] }],
  ])('would be backed up into itself: %s', (_, repository, vault, source) => {
    expect(parse(repository, vault, source)).toMatchObject({
      ok: false,
      problems: [
        {
          sentence: expect.stringMatching(
            /^repositories\.drive\.path lies in the vault "notes", which would back up its own backups; choose/,
          ),
        },
      ],
    })
  })

  it.each([
    ['beside it', '/people/me2', {}, {}],
    ['in what is excluded', '/people/me/a/b', { exclude: ['/a'] }, {}],
    ['in what no plan takes', '/people/me/a/b', {}, { include: ['*.md'] }],
    ['in the home, which no backup takes', `${path.dirname(places.embedded)}/second`, { path: '/' }, {}],
  ])('is none of its affair: %s', (_, repository, vault, source) => {
    expect(parse(repository, vault, source)).toMatchObject({ ok: true })
  })
})

describe('variables', () => {
  it('replace target, schedule and retention', () => {
    const set = (name: string, value: string) => ({ name, value, where: 'environment' as const, line: 0 })
    const parsed = parse(exampleText, [
      set('VAULTKEEPER_PLAN_ON_CHANGE_KEEP_LAST', '5'),
      set('VAULTKEEPER_PLAN_DAILY_SCHEDULE', 'every 6h'),
      set('VAULTKEEPER_PLAN_DAILY_TIME_ZONE', 'America/New_York'),
      set('VAULTKEEPER_PLAN_WEEKLY_ENABLED', 'false'),
      set('VAULTKEEPER_PLAN_WEEKLY_REPOSITORIES', 'local, default'),
      set('VAULTKEEPER_PLAN_VAULTS_STALE_AFTER', '3d'),
      set('VAULTKEEPER_REPOSITORY_LOCAL_PATH', '/mnt/backups'),
      set('VAULTKEEPER_REPOSITORY_DEFAULT_PATH', '/srv/default'),
      set('VAULTKEEPER_VAULT_OPUS_PATH', '~/Elsewhere'),
      set('VAULTKEEPER_PASSWORD_LOCAL', 'none of ours'),
    ])
    expect(parsed.ok && parsed.configuration).toMatchObject({
      plans: {
        'on-change': { keep: { last: 5 } },
        daily: { schedule: 'every 6h', timeZone: 'America/New_York' },
        weekly: { enabled: false, repositories: ['local', 'default'] },
        vaults: { staleAfter: 3 * 86_400_000, keep: { last: 30, monthly: 12 } },
      },
      repositories: { local: { path: '/mnt/backups' }, default: { path: '/srv/default' } },
      vaults: { opus: { path: '/people/me/Elsewhere' } },
    })
    expect(parsed.ok && parsed.overrides).toHaveLength(9)
  })

  it.each([
    [
      { VAULTKEEPER_PLAN_DALY_SCHEDULE: '0 7 * * *' },
      '0:0 VAULTKEEPER_PLAN_DALY_SCHEDULE: This variable fits nothing; did you mean VAULTKEEPER_PLAN_DAILY_SCHEDULE?',
    ],
    [
      { VAULTKEEPER_PLAN_NIGHTS_SCHEDULE: '0 7 * * *' },
      '0:0 VAULTKEEPER_PLAN_NIGHTS_SCHEDULE: This variable fits no plan: there is vaults, daily, weekly, on-change.',
    ],
    [
      { VAULTKEEPER_PLAN_DAILY_COLOUR: 'red' },
      '0:0 VAULTKEEPER_PLAN_DAILY_COLOUR: This variable fits nothing: what can be set of a plan is ENABLED, SCHEDULE, TIME_ZONE, REPOSITORIES, STALE_AFTER, KEEP_LAST, KEEP_HOURLY, KEEP_DAILY, KEEP_WEEKLY, KEEP_MONTHLY, KEEP_YEARLY, KEEP_WITHIN.',
    ],
    [
      { VAULTKEEPER_PLAN_DAILY_SCHEDULE: '0 7 * *' },
      '0:0 VAULTKEEPER_PLAN_DAILY_SCHEDULE: plans.daily.schedule must be a cron expression of five fields (minute hour day month weekday) such as "0 7 * * *", or an interval such as "every 6h".',
    ],
    [
      { VAULTKEEPER_PLAN_DAILY_KEEP_LAST: 'thirty' },
      '0:0 VAULTKEEPER_PLAN_DAILY_KEEP_LAST: plans.daily.keep.last must be a whole number of at least 1; here it is a text.',
    ],
    [{ VAULTKEEPER_PLAN_DAILY_KEEP_LAST: '0' }, '0:0 VAULTKEEPER_PLAN_DAILY_KEEP_LAST: plans.daily.keep.last must be 1 or more.'],
    [
      { VAULTKEEPER_PLAN_DAILY_ENABLED: 'no' },
      '0:0 VAULTKEEPER_PLAN_DAILY_ENABLED: plans.daily.enabled must be true or false; here it is a text.',
    ],
    [
      { VAULTKEEPER_REPOSITORY_OFFSITE_PATH: '/x' },
      '0:0 VAULTKEEPER_REPOSITORY_OFFSITE_PATH: repositories.offsite.path is not known here; known are type, endpoint, bucket, prefix, region, bucketLookup, caCertificate, enabled, appendOnly, keep, limitUpload, limitDownload, compression, packSize, connections, readConcurrency, prune, mirror.',
    ],
    [
      { VAULTKEEPER_PLAN_DAILY_REPOSITORIES: 'local,moon' },
      '0:0 VAULTKEEPER_PLAN_DAILY_REPOSITORIES: plans.daily.repositories[1] names a repository "moon" that is not there; there is default, local, offsite, server, drive.',
    ],
    [
      { VAULTKEEPER_REPOSITORY_SERVER_URL: 'https://me:hunter2@x.example' },
      '0:0 VAULTKEEPER_REPOSITORY_SERVER_URL: There is a password in this address, and secrets do not belong into this file: take it out and store it with: vaultkeeper secret set NAME',
    ],
  ])('that fit nothing, or replace something by a mistake, are told: %j', (variables, said) => {
    expect(problemsOf(exampleText, variables)).toEqual([said])
  })
})
