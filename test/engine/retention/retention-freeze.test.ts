import { describe, expect, it } from 'vitest'
import { refusedConfiguration } from '../../../main/engine/config/refused-configuration.ts'
import { type FreezeFacts, type LedgerEntry, pruneFreezes, retentionFreezes } from '../../../main/engine/retention/retention-freeze.ts'
import type { RecordedAnomaly } from '../../../main/engine/state/retention-queries.ts'

const entry: LedgerEntry = {
  id: 'a'.repeat(64),
  seq: 10,
  plan: 'daily',
  vault: 'notes',
  time: '2026-11-20T07:00:00+01:00',
  vanished: null,
  made: true,
}
const anomaly: RecordedAnomaly = {
  id: 'x',
  seq: 20,
  time: '2026-11-20T12:00:00.000Z',
  plan: 'daily',
  vault: 'notes',
  repository: 'local',
  snapshot: null,
  why: 'Something is odd.',
  answer: null,
  code: null,
  against: null,
}
const facts: FreezeFacts = {
  repository: { name: 'local', appendOnly: false, damaged: false, grown: { snapshots: 1, since: null } },
  entries: [entry],
  anomalies: [],
  circumstances: { clock: { believed: true }, sleeping: false, battery: 0.1 },
  unjudged: false,
  now: new Date('2026-11-20T12:00:00Z'),
}
const retention = (some: Partial<FreezeFacts>) => retentionFreezes('daily', 'notes', { ...facts, ...some }).map(({ code }) => code)
const space = (some: Partial<FreezeFacts>) => pruneFreezes({ ...facts, ...some }).map(({ code }) => code)

describe('what holds retention back', () => {
  it('is nothing where all is well, not even a low battery', () => {
    expect(retention({})).toEqual([])
    expect(space({})).toEqual(['on-battery'])
  })

  it('is a snapshot more than an hour ahead of the clock, by that of its own time stamp', () => {
    expect(retention({ entries: [{ ...entry, time: '2026-11-20T14:00:00+01:00' }] })).toEqual([])
    expect(retention({ entries: [{ ...entry, time: '2026-11-20T14:00:01+01:00' }] })).toEqual(['snapshots-in-the-future'])
  })

  it('is a snapshot that nobody could look at yet; an answer about content does not speak for the snapshots themselves', () => {
    expect(retention({ unjudged: true })).toEqual(['changes-not-judged'])
    expect(space({ unjudged: true })).toEqual(['on-battery'])
    const answered: RecordedAnomaly = { ...anomaly, code: 'vault-emptied', answer: 'expected' }
    const vanished = { ...entry, vanished: '2026-11-20T11:00:00.000Z' }
    expect(retention({ entries: [vanished], anomalies: [answered] })).toEqual(['snapshots-vanished'])
    expect(retention({ entries: [vanished], anomalies: [{ ...answered, code: null }] })).toEqual([])
  })

  it('is a clock that is not believed, which is then not asked what lies in the future', () => {
    const circumstances = { ...facts.circumstances, clock: { believed: false, why: 'The clock shows 1970.' } } as const
    expect(retention({ circumstances, entries: [{ ...entry, time: '2030-01-01T00:00:00Z' }] })).toEqual(['clock-not-believed'])
  })

  it('is a configuration that is not in force, for rules given by hand as well', () => {
    const configuration = refusedConfiguration(['backup_schedule.json:3:1: A comma is missing.'], 'nothing is removed')
    const circumstances = { ...facts.circumstances, configuration }
    expect(retention({ circumstances })).toEqual(['configuration-refused'])
    expect(space({ circumstances })).toEqual(['configuration-refused', 'on-battery'])
  })

  it.each([
    ['open, of that plan', {}, true],
    ['open, of all plans of the vault', { plan: null }, true],
    ['open, of another plan', { plan: 'weekly' }, false],
    ['open, of another vault', { vault: 'code' }, false],
    ['open, about snapshots of another repository', { repository: 'offsite' }, false],
    ['open, about the content that another repository has too', { repository: 'offsite', snapshot: 'b' }, true],
    ['open, about content of which nothing could be saved', { repository: 'offsite', code: 'vault-emptied' }, true],
    ['answered', { answer: 'expected' }, false],
  ] as const)('is an anomaly that is %s: %o', (_words, some, holds) => {
    expect(retention({ anomalies: [{ ...anomaly, ...some }] })).toEqual(holds ? ['anomaly-open'] : [])
  })

  it.each([
    ['vanished', { vanished: '2026-11-20T11:00:00.000Z' }, { vanished: '2026-11-20T13:00:00.000Z' }, 'snapshots-vanished'],
    ['unknown', { made: false }, { made: false, seq: 21 }, 'snapshots-unknown'],
    ['ahead', { time: '2026-12-24T00:00:00Z' }, { time: '2026-12-24T00:00:00Z', seq: 21 }, 'snapshots-in-the-future'],
  ] as const)('is what is %s, until a person has answered; what comes after the question is asked anew', (_words, before, after, code) => {
    const answered: RecordedAnomaly = { ...anomaly, answer: 'expected' }
    expect(retention({ entries: [{ ...entry, ...before }] })).toEqual([code])
    expect(retention({ entries: [{ ...entry, ...before }], anomalies: [answered] })).toEqual([])
    expect(retention({ entries: [{ ...entry, ...before }], anomalies: [{ ...answered, plan: null }] })).toEqual([])
    expect(retention({ entries: [{ ...entry, ...after }], anomalies: [answered] })).toEqual([code])
    // An answer about a snapshot's content, another plan or another place says nothing of it.
    for (const other of [{ snapshot: 'b' }, { plan: 'weekly' }, { vault: 'code' }, { repository: 'offsite' }])
      expect(retention({ entries: [{ ...entry, ...before }], anomalies: [{ ...answered, ...other }] })).toEqual([code])
  })

  it('says what, how many and where, and asks a person', () => {
    const entries = [...'bcdefa'].map((letter) => ({ ...entry, id: letter.repeat(64), made: false }))
    expect(retentionFreezes('daily', 'notes', { ...facts, entries })).toEqual([
      {
        code: 'snapshots-unknown',
        sentence:
          '6 snapshots in the repository "local" were not made by this Vaultkeeper (bbbbbbbb, cccccccc, dddddddd, eeeeeeee, ffffffff, ...).',
        remedy: expect.stringContaining('vaultkeeper prune --expected --repository local.'),
        asks: true,
      },
    ])
  })

  it('tells how long an append-only repository has grown', () => {
    const repository = { ...facts.repository, appendOnly: true, grown: { snapshots: 412, since: '2025-01-03T07:00:00.000Z' } }
    const [freeze] = retentionFreezes('daily', 'notes', { ...facts, repository })
    expect(freeze?.sentence).toBe(
      'The repository "local" is append-only: nothing is removed there. It holds 412 snapshots, the oldest of 2025-01-03.',
    )
  })
})
