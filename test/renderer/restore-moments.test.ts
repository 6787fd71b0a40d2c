import { describe, expect, it } from 'vitest'
import type { Moment } from '../../main/contract/procedures/moments.ts'
import { foldMoments, foldOf } from '../../renderer/pages/restore/fold-moments.ts'
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
