import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TrayFacts } from '../../../main/engine/tray/gather-tray.ts'
import type { MenuLine } from '../../../main/engine/tray/tray-view.ts'
import { nextChange, trayView, unknownView } from '../../../main/engine/tray/tray-view-of.ts'
import { hostileTexts } from '../../helpers/hostile-names.ts'
import { factsWith, jobWith, problemWith, vaultWith } from './facts.ts'
import { menuInLines, viewInLines } from './view-in-lines.ts'

const now = new Date('2026-11-21T12:00:00Z')
const moment = { platform: 'linux', now, zone: 'UTC' } as const
const view = (facts: TrayFacts) => trayView(facts, moment)
const menu = (facts: TrayFacts) => menuInLines(view(facts).menu)
const matching = (facts: TrayFacts, pattern: RegExp) => menu(facts).filter((line) => pattern.test(line))
const all = { plan: null, until: null, by: 'ada', since: '2026-11-21T09:00:00Z' } as const

const allLines = (lines: readonly MenuLine[]): Exclude<MenuLine, { kind: 'separator' }>[] =>
  lines.flatMap((line) => (line.kind === 'separator' ? [] : line.kind === 'line' ? [line] : [line, ...allLines(line.lines)]))

describe('what the icon says', () => {
  const running = [jobWith()]
  const wants = [problemWith({ tone: 'attention' })]
  it.each([
    ['protected', factsWith()],
    ['protected', factsWith({ problems: [problemWith({ tone: 'note' })] })],
    ['protected', factsWith({}, [jobWith({ ended: { time: '', verdict: 'failed', problem: null, runs: [], indexes: [], remarks: [] } })])],
    ['running', factsWith({}, running)],
    ['running', factsWith({ doing: ['freeing space'] })],
    ['running', factsWith({ pauses: [all] }, running)],
    ['running', factsWith({ vaults: [vaultWith({ state: 'never-ran', lastBackup: null })] }, running)],
    ['paused', factsWith({ pauses: [all] })],
    ['paused', factsWith({ pauses: [{ ...all, plan: 'daily' }] })],
    ['protected', factsWith({ pauses: [{ ...all, plan: 'other' }] })],
    ['attention', factsWith({ vaults: [vaultWith({ state: 'never-ran', lastBackup: null })] })],
    ['protected', factsWith({ vaults: [vaultWith({ state: 'never-ran' })] })],
    ['attention', factsWith({ problems: wants }, running)],
    ['attention', factsWith({ problems: wants, pauses: [all] })],
    ['attention', factsWith({ problems: [problemWith({ code: 'stale' })] })],
    ['attention', factsWith({ problems: [problemWith({ action: { kind: 'answer-anomaly', anomaly: 'a' } })] })],
    ['attention', factsWith({ vaults: [vaultWith({ approvals: 1 })] })],
    ['attention', factsWith({ answer: { tone: 'bad', sentence: 'Notes is not protected.' } })],
    ['failed', factsWith({ problems: [problemWith({ code: 'stale' }), problemWith()] }, running)],
    ['failed', factsWith({ problems: [...wants, problemWith({ code: 'repository-damaged' })], pauses: [all] })],
    ['failed', factsWith({ vaults: [], plans: [], problems: [problemWith({ code: 'configuration-refused' })] })],
    ['attention', factsWith({ problems: [problemWith({ code: 'configuration-refused' })] })],
    ['attention', factsWith({ vaults: [], plans: [] })],
  ])('is %s', (state, facts) => {
    expect(view(facts).state).toBe(state)
  })
})

describe('the tooltip', () => {
  const tooltip = (facts: TrayFacts, platform: NodeJS.Platform = 'linux') => trayView(facts, { ...moment, platform }).tooltip
  const numbers = { percent: 0.999, filesDone: 1, files: 2, bytesDone: 1, bytes: 2, secondsLeft: 700 }
  it.each([
    ['Protected. Last backup today at 11:00', factsWith()],
    [
      'Backing up Notes: 99 %, about 12 minutes left',
      factsWith({ vaults: [vaultWith({ runningSince: '2026-11-21T11:59:00Z' })] }, [
        jobWith({ progress: { step: 'reading', ...numbers } }),
      ]),
    ],
    [
      'Backing up the plan daily. Restoring Notes',
      factsWith({}, [jobWith(), jobWith({ id: 'j2', kind: 'restore', title: 'Restoring Notes' })]),
    ],
    ['Freeing space', factsWith({ doing: ['freeing space'] })],
    ['Paused until tomorrow at 00:00', factsWith({ pauses: [{ ...all, until: '2026-11-22T00:00:00Z' }] })],
    [
      'Backups into "drive" fail (20 minutes ago). Paused until you resume. 1 more thing needs you',
      factsWith({ pauses: [all], problems: [problemWith({ since: '2026-11-21T11:40:00Z' }), problemWith({ tone: 'attention' })] }),
    ],
    [
      '2 changes to approve',
      factsWith({ vaults: [vaultWith({ approvals: 2 })], problems: [problemWith({ tone: 'attention', code: 'approval' })] }),
    ],
  ])('%s', (text, facts) => {
    expect(tooltip(facts)).toBe(text)
  })

  it('shows an & on Windows, too, and is no longer for it', () => {
    const facts = factsWith({ problems: [problemWith({ title: 'The backup of A & B failed' })] })
    expect(tooltip(facts, 'win32')).toBe('The backup of A &&& B failed')
    expect(tooltip(factsWith({ problems: [problemWith({ title: '&'.repeat(90) })] }), 'win32')).toBe(`${'&&&'.repeat(42)}…`)
  })
})

describe('the menu', () => {
  it('shows of many vaults those that stand worst', () => {
    const vaults = Array.from({ length: 30 }, (_, at) =>
      vaultWith({ vault: `v${at}`, name: `Vault ${at}`, state: at === 20 ? 'failed' : 'protected' }),
    )
    expect(matching(factsWith({ vaults }), /Vault \d|more/)).toEqual([
      'Vault 20: failed, last backup today at 11:00, next today at 18:00 -> /',
      ...[0, 1, 2, 3].map((at) => `Vault ${at}: last backup today at 11:00, next today at 18:00 -> /`),
      'and 25 more -> /',
    ])
  })

  it('says how each vault stands', () => {
    const before = '2026-11-20T23:10:00Z'
    const last = { time: before, snapshot: null, label: null, repository: 'drive' }
    const vaults = [
      vaultWith({ vault: 'a', name: 'A', state: 'never-ran', lastBackup: null, next: null }),
      vaultWith({ vault: 'b', name: 'B', lastBackup: last, next: null, onChange: true }),
      vaultWith({ vault: 'c', name: 'C', state: 'paused', lastBackup: last }),
      vaultWith({ vault: 'd', name: 'D', state: 'anomaly', lastBackup: last, next: null }),
      vaultWith({ vault: 'e', name: 'E', state: 'not-verified', lastBackup: null, next: null }),
      vaultWith({ vault: 'f', name: 'F', state: 'never-ran', lastBackup: last, next: null }),
    ]
    expect(matching(factsWith({ vaults }), /^[A-F]:/)).toEqual([
      'A: no backup yet -> /',
      'B: last backup yesterday at 23:10, next when it changes -> /',
      'C: paused, last backup yesterday at 23:10 -> /',
      'D: changed unusually, last backup yesterday at 23:10 -> /',
      'E: could not be verified -> /',
      'F: not everywhere yet, last backup yesterday at 23:10 -> /',
    ])
  })

  it('backs up all, or one plan where there are several; what is being done is not begun twice', () => {
    const plans = ['daily', 'weekly', 'monthly'].map((plan) => ({ plan, vaults: ['notes'] }))
    const choices = (facts: TrayFacts) => matching(facts, /Back up now|All plans|Plan "/)
    expect(choices(factsWith({ plans }))).toEqual([
      'Back up now >',
      '  All plans -> back up all',
      '  Plan "daily" -> back up daily',
      '  Plan "weekly" -> back up weekly',
      '  Plan "monthly" -> back up monthly',
    ])
    expect(choices(factsWith({ plans }, [jobWith({ plan: 'weekly' })])).slice(1)).toEqual([
      '  All plans -> back up all',
      '  Plan "daily" -> back up daily',
      '  [Plan "weekly" (it is running)]',
      '  Plan "monthly" -> back up monthly',
    ])
    expect(choices(factsWith({ plans }, [jobWith({ plan: null })])).slice(1)).toEqual(
      ['All plans', 'Plan "daily"', 'Plan "weekly"', 'Plan "monthly"'].map((what) => `  [${what} (it is running)]`),
    )
    // One that is being stopped may be begun anew.
    expect(choices(factsWith({}, [jobWith({ cancelling: true })]))).toEqual(['Back up now -> back up all'])
    const many = Array.from({ length: 40 }, (_, at) => ({ plan: `plan-${at}`, vaults: [] }))
    expect(choices(factsWith({ plans: many }))).toHaveLength(13)
    expect(matching(factsWith({ plans: many }), /more plans/)).toEqual(['  and 29 more plans -> /plans'])
  })

  it('goes on with what is paused, and pauses the rest', () => {
    const plans = ['daily', 'weekly'].map((plan) => ({ plan, vaults: ['notes'] }))
    expect(matching(factsWith({ plans, pauses: [{ ...all, plan: 'daily' }] }), /Pause|Resume/)).toEqual([
      'Pause >',
      'Resume (plan "daily" is paused) -> resume',
    ])
    const each = plans.map(({ plan }, at) => ({ ...all, plan, until: `2026-11-21T1${4 + at}:00:00Z` }))
    expect(matching(factsWith({ plans, pauses: each }), /Pause|Resume/)).toEqual(['Resume (paused until 14:00) -> resume'])
    expect(matching(factsWith({ plans, pauses: [...each, all] }), /Pause|Resume/)).toEqual(['Resume (paused until you resume) -> resume'])
  })

  it.each([
    [{ kind: 'none' }, '/'],
    [{ kind: 'resume', plan: null }, '/'],
    [{ kind: 'enter-password', repository: 'drive' }, '/?mend=enter-password&repository=drive'],
    [{ kind: 'answer-anomaly', anomaly: 'a' }, '/?mend=anomaly&anomaly=a'],
    [{ kind: 'open-approvals' }, '/approvals'],
    [{ kind: 'open-restore', vault: 'a b', repository: 'r', snapshot: 's' }, '/restore?need=time&vault=a+b&repository=r&snapshot=s'],
    [{ kind: 'edit-plan', plan: 'a/b' }, '/plans/a%2Fb'],
    [{ kind: 'edit-repository', repository: 'r' }, '/repositories/r'],
    [{ kind: 'test-repository', repository: 'r' }, '/repositories/r?test'],
    [{ kind: 'enter-credential', repository: 'r' }, '/?mend=enter-credential&repository=r'],
    [{ kind: 'mend-carrier', carrier: 'c' }, '/settings'],
    [{ kind: 'open-run', run: 'r' }, '/activity/r'],
    [{ kind: 'fix-configuration' }, '/plans?file'],
  ] as const)('leads a problem that is mended by %o to %s', (action, page) => {
    expect(matching(factsWith({ problems: [problemWith({ action })] }), /fail/)).toEqual([`Backups into "drive" fail… -> ${page}`])
  })

  it('says that nothing is known rather than what was known', () => {
    expect(viewInLines(unknownView('The records cannot be read.', 'linux'))).toEqual([
      'attention: Vaultkeeper cannot tell how your backups stand. The records cannot be read',
      'Vaultkeeper cannot tell how your backups stand -> /',
      'The records cannot be read -> /',
      '--',
      'Open Vaultkeeper -> /',
      'Quit Vaultkeeper -> quit',
    ])
  })
})

const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ minLength: 200, maxLength: 300 }),
  fc.constantFrom(...hostileTexts, '', '&', '&&&', '\u202e\u2066', 'a\nb\tc', '\ud800'),
)
const time = fc.integer({ min: -9e8, max: 9e8 }).map((ago) => new Date(now.getTime() - ago).toISOString())
const facts: fc.Arbitrary<TrayFacts> = fc
  .record({
    names: fc.array(name, { maxLength: 9 }),
    states: fc.array(fc.constantFrom('protected', 'running', 'never-ran', 'warning', 'paused', 'stale', 'failed', 'anomaly'), {
      minLength: 9,
      maxLength: 9,
    }),
    times: fc.array(time, { minLength: 20, maxLength: 20 }),
    titles: fc.array(name, { maxLength: 3 }),
    jobs: fc.array(name, { maxLength: 7 }),
    answer: name,
    plans: fc.integer({ min: 0, max: 20 }),
    paused: fc.boolean(),
    percent: fc.double(),
  })
  .map(({ names, states, times, titles, jobs, answer, plans, paused, percent }) =>
    factsWith(
      {
        answer: { tone: 'good', sentence: answer },
        vaults: names.map((one, at) =>
          vaultWith({
            vault: `v${at}`,
            name: one,
            state: states[at] ?? 'failed',
            lastBackup: { time: times[at] ?? '', snapshot: null, label: null, repository: 'r' },
            next: { time: times[at + 9] ?? '', plan: 'p' },
            runningSince: at === 3 ? (times[0] ?? null) : null,
          }),
        ),
        problems: titles.map((title, at) => problemWith({ title, since: times[at] ?? null })),
        plans: Array.from({ length: plans }, (_, at) => ({ plan: `plan-${at}`, vaults: [] })),
        pauses: paused ? [{ ...all, until: times[19] ?? null }] : [],
        doing: names.slice(0, 2),
      },
      jobs.map((title, at) => jobWith({ id: `j${at}`, title, progress: { step: 'indexing', percent, done: 1, total: 2 } })),
    ),
  )

describe('whatever the names are', () => {
  it('texts are whole, short and show only themselves; lines have names of their own; what opens is a page', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom('linux', 'win32', 'darwin'), (some, platform) => {
        const { tooltip, menu: lines } = trayView(some, { ...moment, platform })
        expect(tooltip.length).toBeGreaterThan(0)
        expect(tooltip.length).toBeLessThanOrEqual(127)
        const texts = allLines(lines)
        for (const { label, id } of texts) {
          expect(label.replaceAll('&&', '')).not.toContain('&')
          expect(label.replaceAll('&&', '&').length).toBeLessThanOrEqual(130)
          expect(id).not.toBe('')
        }
        for (const text of [tooltip, ...texts.map(({ label }) => label)]) {
          expect(text.isWellFormed()).toBe(true)
          expect(text).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u)
        }
        if (platform === 'win32') expect(tooltip.replaceAll('&&&', '')).not.toContain('&')
        expect(new Set(texts.map(({ id }) => id)).size).toBe(texts.length)
        expect(texts.length).toBeLessThan(60)
        for (const line of texts) if (line.kind === 'line' && line.action?.do === 'open') expect(line.action.page).toMatch(/^\/[^#\s]*$/)
      }),
      { numRuns: 300, seed: 20261121 },
    )
  })

  it('the view stays the same until it is said to change, and that is no longer than an hour', () => {
    fc.assert(
      fc.property(
        facts,
        fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (some, zone, part) => {
          const change = nextChange(some, { ...moment, zone }).getTime()
          expect(change).toBeGreaterThan(now.getTime())
          expect(change - now.getTime()).toBeLessThanOrEqual(3_600_000)
          const shown = trayView(some, { ...moment, zone })
          for (const at of [change - 1, now.getTime() + Math.floor((change - 1 - now.getTime()) * part)])
            expect(trayView(some, { ...moment, zone, now: new Date(at) })).toEqual(shown)
        },
      ),
      { numRuns: 300, seed: 20261121 },
    )
  })

  it('says when: with the minutes of the newest backup, with the end of a pause, else with the hour', () => {
    const ends = (words: Parameters<typeof factsWith>[0]) => nextChange(factsWith(words), moment).toISOString().slice(11, 19)
    expect(ends({})).toBe('13:00:00')
    const lastBackup = { time: '2026-11-21T11:48:00Z', snapshot: null, label: null, repository: 'r' }
    expect(ends({ vaults: [vaultWith({ lastBackup })] })).toBe('12:00:30')
    expect(ends({ pauses: [{ ...all, until: '2026-11-21T12:10:00Z' }] })).toBe('12:10:00')
  })
})
