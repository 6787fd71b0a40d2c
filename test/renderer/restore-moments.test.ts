import { describe, expect, it } from 'vitest'
import type { Moment } from '../../main/contract/procedures/moments.ts'
import { foldMoments, foldOf } from '../../renderer/pages/restore/fold-moments.ts'
import { dayAsked, momentAsOf, vaultAsOf } from '../../renderer/pages/restore/moment-as-of.ts'
import { nearnessOf } from '../../renderer/pages/restore/use-nearness.ts'
import { vaultChoices } from '../../renderer/pages/restore/vault-choices.ts'

const moment = (snapshot: string, change: Partial<Moment> = {}): Moment => ({
  snapshot,
  repository: 'local',
  time: '2026-11-20T07:00:00Z',
  label: 'daily/2026-11-20',
  plan: 'daily',
  vault: 'notes',
  vaultName: 'Notes',
  host: 'laptop',
  machine: null,
  machineName: null,
  files: 1,
  bytes: 1,
  verified: null,
  pinned: false,
  unusual: false,
  lastGood: false,
  brought: null,
  ...change,
})
const near = (repository: string) => ['local', 'drive', 'offsite'].indexOf(repository)
const shown = (moments: readonly Moment[], nearness = near) =>
  foldMoments(moments, nearness).map(({ lead, same }) => [lead.snapshot, same.map(({ repository }) => repository)])

describe('a moment that several repositories have', () => {
  it('is shown once, from the nearest that is there', () => {
    const all = [moment('b', { repository: 'offsite' }), moment('a'), moment('c', { label: 'daily/2026-11-19', repository: 'offsite' })]
    expect(shown(all)).toEqual([
      ['a', ['local', 'offsite']],
      ['c', ['offsite']],
    ])
    expect(shown(all, (repository) => (repository === 'local' ? 10 : 2))[0]).toEqual(['b', ['offsite', 'local']])
    const [first] = foldMoments(all, near)
    expect(first && foldOf(foldMoments(all, near), moment('b'))).toEqual(first)
  })

  it('is another one of another machine or vault, without a label, and where one repository has it twice', () => {
    expect(shown([moment('a'), moment('b', { repository: 'offsite', vault: 'opus' })])).toHaveLength(2)
    expect(shown([moment('a'), moment('b', { repository: 'offsite', machine: 'server' })])).toHaveLength(2)
    expect(shown([moment('a', { label: null }), moment('b', { repository: 'offsite', label: null })])).toHaveLength(2)
    expect(shown([moment('a'), moment('b'), moment('c', { repository: 'offsite' })])).toHaveLength(3)
  })

  it('comes from what is there before what is near', () => {
    const order = [
      { onDisk: 'same', state: 'ready' },
      { onDisk: 'other', state: 'ready' },
      { onDisk: 'server', state: 'ready' },
      { onDisk: 'other', state: 'not-connected' },
      { onDisk: 'server', state: 'failing' },
    ] as const
    const numbers = order.map(nearnessOf)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    expect(new Set(numbers).size).toBe(order.length)
    expect(nearnessOf(undefined)).toBeGreaterThan(nearnessOf({ onDisk: 'server', state: 'failing' }))
  })
})

it('vaults of other machines stand under the name of their machine, behind those of this one', () => {
  const { groups, count, byVault } = vaultChoices([
    moment('s', { vault: 'notes@server', vaultName: 'Notes on The server', machine: 'server', machineName: 'The server' }),
    moment('a'),
    moment('p', { vault: null, vaultName: null }),
    moment('q', { vault: null, vaultName: null, machine: 'server', machineName: 'The server' }),
  ])
  expect(groups.map(({ group, items }) => [group, items.map(({ label }) => label)])).toEqual([
    ['This machine', ['Notes', 'Snapshots of other programs']],
    ['The server', ['Notes', 'Snapshots of other programs']],
  ])
  expect(count).toBe(4)
  expect(groups.flatMap(({ items }) => items.map(({ value }) => byVault.get(value)?.[0]?.snapshot))).toEqual(['a', 'p', 's', 'q'])
})

describe('a day that is asked for', () => {
  const on = (day: string, change: Partial<Moment> = {}) =>
    moment(`${day} ${change.vault ?? 'notes'}`, { time: `${day}T12:00:00`, ...change })
  const notes = [on('2026-11-20', { unusual: true }), on('2026-11-18', { lastGood: true }), on('2026-11-10')]
  const web = [on('2026-11-19', { vault: 'web', vaultName: 'Web' })]

  it.each([
    ['2026-11-18', '2026-11-18'],
    ['2026-11-17', '2026-11-10'],
    ['2026-12-24', '2026-11-20'],
    // Nothing is as old: what is likely to be wanted.
    ['2026-11-09', '2026-11-18'],
    [null, '2026-11-18'],
  ])('%s is seen as of %s', (day, seen) => {
    expect(momentAsOf(notes, day)?.time.slice(0, 10)).toBe(seen)
  })

  it('leads to a vault that was saved on it, unless one is named', () => {
    const choices = vaultChoices([...notes, ...web])
    expect([null, '2026-11-19', '2026-11-17'].map((day) => vaultAsOf(choices, null, day))).toEqual(['notes', 'web', 'notes'])
    expect(vaultAsOf(choices, 'notes', '2026-11-19')).toBe('notes')
    expect(vaultAsOf(choices, 'Web', '2026-11-20')).toBe('web')
  })

  it('is read out of an address, where it is a day', () => {
    const said = ['2026-11-20', '2026-11-20T07:00', 'yesterday', '2026-99-99', '', null]
    expect(said.map(dayAsked)).toEqual(['2026-11-20', '2026-11-20', null, null, null, null])
  })
})
