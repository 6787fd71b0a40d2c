import { readFileSync } from 'node:fs'
import path from 'node:path'
import cronParser from 'cron-parser'
import fc from 'fast-check'
import { parse } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import { longestGap, readCron } from '../../main/contract/configuration/cron.ts'
import { nearest } from '../../main/contract/configuration/nearest.ts'
import { newsKinds } from '../../main/contract/configuration/news-kinds.ts'
import { Configuration } from '../../main/contract/configuration.ts'
import { NewsKind } from '../../main/contract/news-events.ts'
import { configurationSchema } from '../helpers/configuration-schema.ts'

const assets = path.join(import.meta.dirname, '../../assets')
const example: unknown = parse(readFileSync(path.join(assets, 'examples/backup_schedule.json'), 'utf8'))
const second = 1000
const hour = 3600 * second
const day = 24 * hour

/** The plan of a file that has nothing else. */
const planOf = (plan: object) => Configuration.parse({ version: 1, plans: { it: { sources: ['notes'], ...plan } } }).plans['it']
/** What is said of a file, `path: message` for each mistake. */
const saidOf = (file: object) => {
  const { error } = Configuration.safeParse({ version: 1, ...file })
  return (error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`)
}
const planSays = (plan: object) => saidOf({ plans: { it: { sources: ['notes'], ...plan } } }).map((line) => line.replace('plans.it', ''))

describe('the defaults of a plan', () => {
  it.each([
    ['daily', { schedule: '0 7 * * *', keep: { last: 30 }, staleAfter: 26 * hour, debounce: null, atMostEvery: null, approval: false }],
    ['weekly', { schedule: '0 23 * * 0', keep: { last: 12 }, staleAfter: 8 * day, debounce: null, atMostEvery: null, approval: false }],
    ['on-change', { schedule: null, keep: { last: 10 }, staleAfter: null, debounce: second, atMostEvery: 10 * second, approval: true }],
  ])('of the kind %s are those of the product', (kind, preset) => {
    expect(planOf({ kind })).toMatchObject(preset)
  })

  it('are all there, and nothing is left undefined', () => {
    expect(planOf({ kind: 'daily' })).toEqual({
      kind: 'daily',
      enabled: true,
      sources: [{ vault: 'notes', include: null }],
      repositories: ['default'],
      schedule: '0 7 * * *',
      timeZone: null,
      jitter: 0,
      debounce: null,
      atMostEvery: null,
      approval: false,
      keep: { last: 30 },
      staleAfter: 26 * hour,
      verify: true,
      hooks: { before: null, after: null },
      conditions: { onBattery: { above: 0.2 }, onMetered: 'local only', minimumFree: 256 * 2 ** 20 },
      anomaly: { deleted: 0.2, changed: 0.5, atLeastFiles: 20 },
    })
    const undefinedAt = (value: unknown, at: string): string[] =>
      value === undefined
        ? [at]
        : value !== null && typeof value === 'object'
          ? Object.entries(value).flatMap(([name, one]) => undefinedAt(one, `${at}.${name}`))
          : []
    expect(undefinedAt(Configuration.parse(example), '')).toEqual([])
  })

  it.each([
    [{ kind: 'daily', schedule: '30 6 * * *' }, 26 * hour],
    [{ kind: 'daily', schedule: '0 7 * * 1-5' }, 3 * day + 2 * hour],
    [{ kind: 'weekly', schedule: '0 23 * * 1' }, 8 * day],
    [{ schedule: 'every 6h' }, 12 * hour],
    [{ schedule: '0 */4 * * *' }, 8 * hour],
    [{ schedule: '0 8,20 * * *' }, 24 * hour],
    [{ schedule: '0 0 1 * *' }, 62 * day],
    [{ schedule: '0 0 29 2 *' }, 2 * 4 * 365.25 * day],
    [{ schedule: '* * * * *' }, 120 * second],
    [{ schedule: '0 7 * * *', staleAfter: '1w' }, 7 * day],
  ])('%j is stale after %d ms', (plan, expected) => {
    expect(planOf(plan)?.staleAfter).toBe(expected)
  })

  it('give way to what is written, as a whole for retention, piece by piece for conditions and anomalies', () => {
    const { plans } = Configuration.parse({
      version: 1,
      conditions: { onBattery: 'never' },
      anomaly: { deleted: '5%' },
      plans: {
        it: { kind: 'daily', sources: ['notes'], keep: { monthly: 12 }, conditions: { onMetered: 'always' }, anomaly: { atLeastFiles: 3 } },
      },
    })
    expect(plans['it']).toMatchObject({
      conditions: { onBattery: 'never', onMetered: 'always', minimumFree: 256 * 2 ** 20 },
      anomaly: { deleted: 0.05, changed: 0.5, atLeastFiles: 3 },
    })
    expect(plans['it']?.keep).toEqual({ monthly: 12 })
  })

  it('of none of the three kinds need a schedule, and a plan on change has none', () => {
    expect(planSays({})).toEqual([': needs a "schedule", or a "kind" that brings one: daily, weekly or on-change'])
    expect(planSays({ kind: 'on-change', schedule: '0 7 * * *' })).toEqual([
      '.schedule: is not for plans of the kind "on-change", which run when something changes',
    ])
    expect(planSays({ kind: 'daily', debounce: '1s', approval: false })).toEqual([
      '.debounce: is only for plans of the kind "on-change"',
      '.approval: is only for plans of the kind "on-change"',
    ])
  })
})

describe('values', () => {
  it.each([
    ['2s', 2 * second],
    ['500ms', second / 2],
    ['10m', 600 * second],
    ['26h', 26 * hour],
    ['8d', 8 * day],
    ['2w', 14 * day],
    ['1h30m', 1.5 * hour],
  ])('the duration %s', (written, milliseconds) => {
    expect(planOf({ kind: 'on-change', atMostEvery: written })?.atMostEvery).toBe(milliseconds)
  })

  it.each(['', ' ', '26', '26 h', '26H', '-1h', '1.5h', '1h1h', '30m1h', '4000d', 'h', '1e3s', '１h', 26, null, true, [], {}])(
    '%j is no duration',
    (written) => {
      expect(planSays({ kind: 'daily', staleAfter: written })).toHaveLength(1)
    },
  )

  it.each([
    ['256 MiB', 256 * 2 ** 20],
    ['2GB', 2e9],
    ['1.5 KiB', 1536],
    ['0 B', 0],
  ])('the size %s', (written, bytes) => {
    expect(Configuration.parse({ version: 1, conditions: { minimumFree: written } }).conditions.minimumFree).toBe(bytes)
  })

  it.each(['256', '256 mib', '256 M', '256 Mb', '-1 MiB', '1,5 MiB', '1e3 MiB', 256])('%j is no size', (written) => {
    expect(saidOf({ conditions: { minimumFree: written } })).toEqual(['conditions.minimumFree: must be a size such as "256 MiB" or "2 GB"'])
  })

  it('rates are per second, and not so small that restic would take them for none', () => {
    const limit = (limitUpload: unknown) => ({ version: 1, repositories: { r: { type: 'local', path: '/r', limitUpload } } })
    expect(Configuration.parse(limit('2 MiB/s')).repositories['r']?.limitUpload).toBe(2 * 2 ** 20)
    for (const wrong of ['2 MiB', '2 MiB/h', '1000 B/s', '0 B/s', 5])
      expect(Configuration.safeParse(limit(wrong)).success, String(wrong)).toBe(false)
  })

  it('percentages are parts', () => {
    const deleted = (text: unknown) => Configuration.safeParse({ version: 1, anomaly: { deleted: text } }).data?.anomaly.deleted
    expect([deleted('20%'), deleted('100%'), deleted('0.5%')]).toEqual([0.2, 1, 0.005])
    for (const wrong of ['0%', '101%', '20', '20 %', '-5%', 0.2, 20]) expect(deleted(wrong), String(wrong)).toBeUndefined()
  })

  it('batteries', () => {
    const onBattery = (text: unknown) => Configuration.safeParse({ version: 1, conditions: { onBattery: text } }).data?.conditions.onBattery
    expect([onBattery('always'), onBattery('never'), onBattery('above 30%')]).toEqual(['always', 'never', { above: 0.3 }])
    for (const wrong of ['above 100%', 'above 3.5%', 'below 30%', 'above 30', true, ''])
      expect(onBattery(wrong), String(wrong)).toBeUndefined()
  })

  it('time zones are those of the machine that reads them', () => {
    expect(planOf({ kind: 'daily', timeZone: 'America/New_York' })?.timeZone).toBe('America/New_York')
    for (const wrong of ['Europe/Berln', '+02:00', 'local', '', 'Berlin', 2])
      expect(planSays({ kind: 'daily', timeZone: wrong }), String(wrong)).toHaveLength(1)
  })

  it('retention: rules, or all', () => {
    expect(planOf({ kind: 'daily', keep: 'all' })?.keep).toEqual({})
    expect(planOf({ kind: 'daily', keep: { within: '1y5m7d2h', last: 3 } })?.keep).toEqual({ within: '1y5m7d2h', last: 3 })
    for (const wrong of [
      {},
      { last: 0 },
      { last: -1 },
      { last: 1.5 },
      { last: '30' },
      { within: '0d' },
      { within: '2w' },
      { within: '' },
      { lasts: 3 },
      'none',
      30,
      null,
    ])
      expect(planSays({ kind: 'daily', keep: wrong }), JSON.stringify(wrong)).toHaveLength(1)
  })

  it('addresses carry no user and no password', () => {
    for (const url of ['https://example.com', 'http://127.0.0.1:7101/health', 'https://hooks.example.com/a/b?c=d#e'])
      expect(saidOf({ notifications: { webhook: { url } } }), url).toEqual([])
    for (const url of [
      'https://me@example.com',
      'https://me:pw@example.com',
      'ftp://example.com',
      'example.com',
      'https://',
      'https:// x',
      'javascript:alert(1)',
      'file:///etc/passwd',
    ])
      expect(saidOf({ notifications: { webhook: { url } } }), url).toHaveLength(1)
  })

  it('places inside of a folder do not lead out of it', () => {
    for (const inside of ['docs/plan.md', '**/*.json', '.claude/', 'a..b/c'])
      expect(saidOf({ vaults: { v: { path: '/v', recoveryDocument: inside } } }), inside).toEqual([])
    for (const outside of ['/etc/passwd', '../x', 'a/../../x', 'a/..', '..', '~/x', 'C:\\x', '\\\\server\\x', '!x', ''])
      expect(saidOf({ vaults: { v: { path: '/v', recoveryDocument: outside } } }), outside).toHaveLength(1)
  })

  it('folders are absolute, or in the home of the person', () => {
    for (const place of ['/srv/notes', '~', '~/Notes', '~/My Life Lab', 'C:\\Notes', '\\\\server\\share'])
      expect(saidOf({ vaults: { v: { path: place } } }), place).toEqual([])
    for (const place of ['notes', './notes', '~me/notes', '$HOME/notes', '', 'C:notes'])
      expect(saidOf({ vaults: { v: { path: place } } }), place).toHaveLength(1)
  })

  it('names are plain: they stand in file names, tags and variables', () => {
    for (const name of ['a', 'opus', 'on-change', '2nd', 'x'.repeat(63)])
      expect(saidOf({ vaults: { [name]: { path: '/v' } } }), name).toEqual([])
    for (const name of ['', 'Opus', 'a b', 'a,b', 'a_b', 'a/b', '..', '-a', 'ü', 'x'.repeat(64), 'nul', 'com1', 'constructor'])
      expect(saidOf({ vaults: { [name]: { path: '/v' } } }), name).toHaveLength(1)
  })

  it('commands are lists, never a line for a shell', () => {
    const hook = (command: unknown) => planSays({ kind: 'daily', hooks: { after: { command } } })
    expect(hook(['notify', '', 'two words'])).toEqual([])
    for (const wrong of ['notify x', [], [''], [' '], [1], { 0: 'x' }]) expect(hook(wrong), JSON.stringify(wrong)).toHaveLength(1)
  })

  it('one carrier, or a list of them', () => {
    const { notifications } = Configuration.parse({
      version: 1,
      notifications: {
        webhook: { url: 'https://a.example' },
        ntfy: [{ url: 'https://ntfy.sh/a' }, { url: 'https://ntfy.sh/b', on: ['failed'] }],
        email: { to: 'a@b.example', from: 'c@d.example', smtp: 'smtp://mail' },
      },
    })
    expect(notifications.webhook).toEqual([
      {
        url: 'https://a.example',
        on: ['failed', 'stale', 'anomaly', 'approval', 'recovered', 'carrier-failed', 'git', 'agent', 'reminder'],
      },
    ])
    expect(notifications.ntfy.map(({ on }) => on.length)).toEqual([9, 1])
    expect(notifications.email?.to).toEqual(['a@b.example'])
    expect([notifications.ping, notifications.command]).toEqual([[], []])
  })

  it('what can be carried is news that there is', () => {
    expect(newsKinds.filter((kind) => !NewsKind.options.includes(kind))).toEqual([])
  })

  it('lets no agent preserve what would name nothing, for that would be replaced', () => {
    const said = (preserve: string) => saidOf({ agents: { em: { path: '/em', start: ['node'], preserve: [preserve] } } })
    for (const good of ['logs', 'logs/', './logs', '**', '.hidden', 'a b/{x}', '**/*.log']) expect([good, said(good)]).toEqual([good, []])
    expect(said('.')).toEqual(['agents.em.preserve.0: would name nothing: all that is in the folder is named by "**"'])
    expect(said('./')).toHaveLength(1)
    expect(said('logs/{a,b}.log')).toEqual(['agents.em.preserve.0: must not have a choice in braces: write one pattern for each'])
    expect(said('queue.log ')).toEqual(['agents.em.preserve.0: must not end with a space'])
  })

  it('a heartbeat comes one way, and is late before it is dead', () => {
    const agent = (heartbeat: object) => saidOf({ agents: { em: { path: '/em', start: ['node'], heartbeat } } })
    expect(agent({ file: 'alive.json' })).toEqual([])
    expect(agent({})).toEqual(['agents.em.heartbeat: must have one of "file", "url" and "command"'])
    expect(agent({ file: 'a', url: 'http://b.example' })).toHaveLength(1)
    expect(agent({ file: 'a', lateAfter: '3m', deadAfter: '3m' })).toEqual([
      'agents.em.heartbeat: must have a "deadAfter" that is longer than "lateAfter"',
    ])
  })

  it('a name that somebody typed finds what is configured, and nothing else', () => {
    const { plans } = Configuration.parse(example)
    expect(plans['toString']).toBeUndefined()
    expect(plans['daily']).toBeDefined()
  })
})

describe('cron expressions', () => {
  it.each([
    '',
    ' ',
    '0 7 * *',
    '0 0 7 * * *',
    '0 0 0 7 * * *',
    '@daily',
    '60 * * * *',
    '0 24 * * *',
    '0 0 0 * *',
    '0 0 32 * *',
    '0 0 * 13 *',
    '0 0 * * 8',
    '0 0 31 2 *',
    '0 0 30,31 2 *',
    '0 0 31 4,6,9,11 *',
    '0 0 31 2 1',
    '*/0 * * * *',
    '*/90 * * * *',
    '1-2-3 * * * *',
    '22-2 * * * *',
    '1,,2 * * * *',
    '1,* * * * *',
    '*-5 * * * *',
    '5- * * * *',
    '** * * * *',
    '-1 * * * *',
    '1.5 * * * *',
    '1e1 * * * *',
    '007 * * * *',
    '0 0 L * *',
    '0 0 * * mon#2',
    '0 0 ? * *',
    '0 0 * * montag',
    'jan 0 * * *',
    '0 7 * * *\n0 8 * * *',
    '０ 7 * * *',
    '0 7 * * *\ufeff',
  ])('%j is refused', (text) => {
    expect(readCron(text)).toMatch(/^(?:must|names) /)
  })

  it('say which field it is', () => {
    expect(readCron('0 25 * * *')).toBe('must have hours between 0 and 23')
    expect(readCron('0 0 31 2 *')).toBe('names a day of the month that its months do not have, so it would never come due')
  })

  const field = (least: number, most: number, names: readonly string[] = []) => {
    const value = fc.integer({ min: least, max: most }).map((number) => names[number - (least === 0 ? 0 : 1)] ?? String(number))
    const range = fc
      .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
      .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`)
    const step = fc.integer({ min: 1, max: most - least })
    const part = fc.oneof(
      value,
      range,
      fc.tuple(range, step).map(([a, b]) => `${a}/${b}`),
    )
    return fc.oneof(
      { weight: 3, arbitrary: fc.constant('*') },
      fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(',')),
      step.map((by) => `*/${by}`),
    )
  }
  const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
  const cron = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7, days)).map((parts) => parts.join(' '))

  it('that are accepted come due, by the calendar that the schedule uses; what they name is what it makes of them', () => {
    fc.assert(
      fc.property(cron, (text) => {
        const times = readCron(text)
        const theirs = () => cronParser.parseExpression(text, { utc: true, currentDate: new Date('2027-01-01T00:00:00Z') })
        if (typeof times === 'string') return expect(times).toMatch(/never come due/)
        const iterator = theirs()
        let before: number | undefined
        for (let turn = 0; turn < 30; turn++) {
          const next = iterator.next().toDate()
          expect(times.minutes).toContain(next.getUTCMinutes())
          expect(times.hours).toContain(next.getUTCHours())
          expect(times.months).toContain(next.getUTCMonth() + 1)
          if (before !== undefined) expect(next.getTime() - before).toBeLessThanOrEqual(longestGap(times))
          before = next.getTime()
        }
      }),
      { numRuns: 100, seed: 20261121 },
    )
  })
})

it.each([
  ['schedul', 'schedule'],
  ['Schedule', 'schedule'],
  ['stale-after', 'staleAfter'],
  ['repository', undefined],
  ['x', undefined],
])('the name nearest to %s is %s', (typed, known) => {
  expect(nearest(typed, ['schedule', 'staleAfter', 'keep'])).toBe(known)
})

it('the JSON Schema that is shipped is that of these rules; make it anew with: node test/helpers/make-schema.ts', () => {
  expect(readFileSync(path.join(assets, 'backup_schedule.schema.json'), 'utf8')).toBe(configurationSchema())
})
