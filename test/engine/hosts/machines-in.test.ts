import { describe, expect, test } from 'vitest'
import { foreignVaultId, foreignVaultOf, machineOf } from '../../../main/engine/hosts/foreign-vault.ts'
import { goneOfOthers } from '../../../main/engine/hosts/gone-of-others.ts'
import { machinesIn, repositoriesToLookInto, type SeenOfMachine, usualDistance } from '../../../main/engine/hosts/machines-in.ts'

const hour = 3_600_000
const day = 24 * hour
const start = Date.parse('2026-11-01T02:00:00Z')
const at = (ms: number) => new Date(ms).toISOString()

/** Snapshots of `server`, at so many milliseconds after the start. */
function seen(after: readonly number[], more: Partial<SeenOfMachine> = {}): SeenOfMachine[] {
  return after.map((ms) => ({ repository: 'offsite', machine: 'server', vault: 'web@server', time: at(start + ms), ...more }))
}

const daily = (days: number) => Array.from({ length: days }, (_, number) => number * day)

test('who made a snapshot: this home, another machine, or another account of this one', () => {
  expect(machineOf('laptop', undefined, 'laptop')).toBeNull()
  expect(machineOf('LAPTOP', undefined, 'laptop')).toBeNull()
  expect(machineOf(undefined, 'ann', 'laptop')).toBeNull()
  expect(machineOf('server', 'ann', 'laptop')).toBe('server')
  expect(machineOf('laptop', 'ann', 'laptop')).toBe('laptop/ann')
  expect(machineOf('laptop', 'ann@corp/x', 'laptop')).toBe('laptop/ann-corp-x')
  expect(machineOf('ser\u001b[31mver\n', undefined, 'laptop')).toBe('ser[31mver')
  const odd = { vault: '/srv/a@b', machine: 'laptop/ann' }
  expect(foreignVaultOf(foreignVaultId(odd))).toEqual(odd)
  expect(foreignVaultOf('notes-1a2b3c4d')).toBeUndefined()
})

describe('how often a machine backs up', () => {
  test('is known from the third backup on; what lies within an hour is one', () => {
    expect(usualDistance(daily(2).map((ms) => start + ms))).toBeNull()
    const threeVaults = daily(2).flatMap((ms) => [ms, ms + 60_000, ms + 120_000])
    expect(usualDistance(threeVaults)).toBeNull()
    expect(usualDistance(daily(3))).toEqual({ median: day, allowed: 3 * day })
    expect(usualDistance([0, hour, 2 * hour, 3 * hour])).toEqual({ median: hour, allowed: 26 * hour })
  })

  test('allows for weekends off, but not for one holiday', () => {
    const workdays = daily(14).filter((_, number) => number % 7 < 5)
    expect(usualDistance([...workdays, 14 * day])).toEqual({ median: day, allowed: 1.25 * 3 * day })
    const holiday = [...daily(6), 30 * day, 31 * day, 32 * day]
    expect(usualDistance(holiday)?.allowed).toBe(3 * day)
  })

  test('goes by the last ones: one that backs up weekly now is not called quiet by what it did last year', () => {
    const weekly = Array.from({ length: 13 }, (_, number) => 300 * day + number * 7 * day)
    expect(usualDistance([...daily(200), ...weekly])?.median).toBe(7 * day)
  })
})

describe('the machines in our repositories', () => {
  const snapshots = [...seen(daily(5)), ...seen([0, day], { machine: 'pi', vault: '/home/pi@pi' })]
  const now = new Date(start + 9 * day)
  const looked = new Map([['offsite', at(start + 9 * day)]])

  test('are told with their vaults, and quiet only once somebody has looked', () => {
    expect(machinesIn(snapshots, undefined, new Map(), now)).toMatchObject([
      { machine: 'pi', name: 'pi', snapshots: 2, by: 'too-few', allowed: null, quietSince: null, vaults: [{ name: '/home/pi' }] },
      { machine: 'server', newest: at(start + 4 * day), usual: day, allowed: 3 * day, by: 'learned', quietSince: null },
    ])
    expect(repositoriesToLookInto(snapshots, undefined, new Map(), now)).toEqual(['offsite'])
    // A look from before it was quiet says nothing.
    const early = new Map([['offsite', at(start + 6 * day)]])
    expect(repositoriesToLookInto(snapshots, undefined, early, now)).toEqual(['offsite'])
    expect(machinesIn(snapshots, undefined, early, now)[1]?.quietSince).toBeNull()
    expect(machinesIn(snapshots, undefined, looked, now)[1]?.quietSince).toBe(at(start + 7 * day))
    expect(repositoriesToLookInto(snapshots, undefined, looked, now)).toEqual([])
  })

  test('go by what the configuration says: a name, a silence of its own, or none at all', () => {
    const rules = { pi: { name: 'The Pi', staleAfter: 26 * hour }, server: { name: 'The server', staleAfter: false as const } }
    expect(machinesIn(snapshots, rules, looked, now)).toMatchObject([
      { name: 'The Pi', by: 'configuration', allowed: 26 * hour, quietSince: at(start + day + 26 * hour) },
      { name: 'The server', by: 'configuration', allowed: null, quietSince: null },
    ])
  })

  test('a machine that keeps its snapshots in two repositories is one, and only the one with its newest has to be looked into', () => {
    const both = [...seen(daily(5)), ...seen(daily(3), { repository: 'old-drive' })]
    expect(machinesIn(both, undefined, new Map([['old-drive', at(start + 9 * day)]]), now)).toMatchObject([
      { snapshots: 8, repositories: ['offsite', 'old-drive'], usual: day, quietSince: null },
    ])
    expect(repositoriesToLookInto(both, undefined, new Map(), now)).toEqual(['offsite'])
    expect(machinesIn(both, undefined, looked, now)[0]?.quietSince).not.toBeNull()
  })

  test('a snapshot that is dated in the future does not silence its machine', () => {
    const ahead = [...seen(daily(5)), ...seen([400 * day])]
    expect(machinesIn(ahead, undefined, looked, now)[0]).toMatchObject({ newest: at(start + 4 * day), quietSince: expect.any(String) })
  })
})

test('what its machine may have removed by its own rules is told from what no retention removes', () => {
  const ledger = seen(daily(3)).map((one, number) => ({ ...one, id: `a${number}` }))
  const other = seen(daily(2), { vault: 'mail@server' }).map((one, number) => ({ ...one, id: `b${number}` }))
  const all = [...ledger, ...other]
  expect(goneOfOthers(all, new Set(['a2', 'b1']))).toEqual({ removed: ['a0', 'a1', 'b0'], lost: [] })
  expect(goneOfOthers(all, new Set(['a0', 'b0', 'b1']))).toEqual({ removed: [], lost: ['a1', 'a2'] })
  expect(goneOfOthers(all, new Set(['b0', 'b1']))).toEqual({ removed: [], lost: ['a0', 'a1', 'a2'] })
  expect(goneOfOthers(all, new Set(all.map(({ id }) => id)))).toEqual({ removed: [], lost: [] })
})
