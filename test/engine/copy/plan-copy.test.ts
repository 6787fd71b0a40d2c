import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CopyableSnapshot, planCopy } from '../../../main/engine/copy/plan-copy.ts'
import { atLeast, planRetention } from '../../../main/engine/retention/plan-retention.ts'

const day = (number: number, hour = '07') => `2026-11-${String(number).padStart(2, '0')}T${hour}:00:00Z`

let next = 0
function snapshot(of: Partial<CopyableSnapshot> & { time: string }): CopyableSnapshot {
  const id = String(next++).padStart(64, '0')
  const nothing = { host: 'laptop', machine: null, safety: null, vanished: null, removed: null, removing: null, pinned: null }
  return { id, tree: id, vault: 'notes', label: null, plan: 'daily', due: null, ...nothing, ...of }
}

const due = (number: number, of: Partial<CopyableSnapshot> = {}) => snapshot({ time: day(number), due: day(number), ...of })

const plan = (source: readonly CopyableSnapshot[], target: readonly CopyableSnapshot[] = [], keep = {}) =>
  planCopy({ source, target, host: 'laptop', rulesOf: () => keep, now: new Date(day(30)), zone: 'UTC' })

describe('what is copied', () => {
  it('is what the other repository lacks, oldest first', () => {
    const [one, two, three] = [due(10), due(11), due(12)]
    expect(plan([three, one, two], [due(11)])).toEqual({ copy: [one, three], there: [two], unwanted: [], others: 0 })
  })

  it.each([
    ['made for the same due time, whatever its content', { due: day(10), tree: 'other', time: day(10, '09') }, true],
    ['copied from it: the same time and content', { due: null, tree: 'same', time: day(10) }, true],
    ['of equal content on the same occasion', { due: null, tree: 'same', time: '2026-11-10T07:20:00Z' }, true],
    ['of equal content on another day', { due: null, tree: 'same', time: day(12) }, false],
    ['of other content at the same time', { due: null, tree: 'other', time: day(10) }, false],
    ['just recorded, so that its content is not known yet', { due: null, tree: null, time: day(10) }, true],
    ["another plan's", { due: day(10), tree: 'same', time: day(10), plan: 'weekly' }, false],
    ["another vault's", { due: day(10), tree: 'same', time: day(10), vault: 'code' }, false],
    ['gone from there', { due: day(10), tree: 'same', time: day(10), vanished: day(11) }, false],
    ["another machine's", { due: day(10), tree: 'same', time: day(10), host: 'server' }, false],
  ] as const)('is not what there is already: one %s', (_words, other, there) => {
    const one = snapshot({ time: day(10), due: other.due === null ? null : day(10), tree: 'same' })
    expect(plan([one], [snapshot(other)]).there).toEqual(there ? [one] : [])
  })

  it.each([
    ['of another machine', { host: 'server' }],
    ['of another machine whose name is ours', { machine: 'server' }],
    ['made for safety before a restore', { safety: 'run' }],
    ['of no vault', { vault: null }],
    ['that is gone', { vanished: day(11) }],
    ['that was removed', { removed: day(11) }],
    ['that is being removed', { removing: 'run' }],
  ] as const)('is none %s', (_words, of) => {
    const isOther = 'host' in of || 'machine' in of || 'vault' in of
    expect(plan([due(10, of)])).toEqual({ copy: [], there: [], unwanted: [], others: isOther ? 1 : 0 })
  })

  it('is what was just made, too, before it was seen with the name of its machine', () => {
    expect(plan([due(10, { host: null })]).copy).toHaveLength(1)
  })

  it('is only what the rules there would keep, both together; what was made by hand is under none', () => {
    const source = [10, 11, 12, 13, 14].map((number) => due(number))
    const [, , , four, five] = source
    expect(plan(source, [due(15)], { last: 3 })).toMatchObject({ copy: [four, five], unwanted: source.slice(0, 3) })
    const byHand = source.map((one) => ({ ...one, plan: null }))
    const rulesOf = (of: string | null) => (of === null ? {} : { last: 3 })
    expect(planCopy({ source: byHand, target: [], host: 'laptop', rulesOf, now: new Date(day(30)), zone: 'UTC' }).copy).toHaveLength(5)
  })

  it('comes to rest: once it is copied, nothing is missing, and the retention there removes none of it', () => {
    const dues = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 20 })
    const rules = fc.record({
      last: fc.integer({ min: 1, max: 6 }),
      daily: fc.integer({ min: 0, max: 5 }),
      weekly: fc.integer({ min: 0, max: 3 }),
    })
    fc.assert(
      fc.property(dues, dues, rules, (ours, theirs, keep) => {
        const [source, present] = [ours, theirs].map((numbers) => numbers.toSorted((a, b) => a - b).map((number) => due(number)))
        const { copy } = plan(source ?? [], present, keep)
        const copies = copy.map((one) => ({ ...one, id: `c${one.id}` }))
        const together = [...(present ?? []), ...copies].toSorted((a, b) => (a.time < b.time ? -1 : 1))
        expect(plan(source ?? [], together, keep).copy).toEqual([])
        const snapshots = together.map(({ id, time }) => ({ id, time, held: null }))
        const { remove } = planRetention({ snapshots, keep, atLeast, now: new Date(day(30)), zone: 'UTC' })
        expect(remove.filter((id) => id.startsWith('c'))).toEqual([])
        // And again, when that has been carried out.
        const left = together.filter(({ id }) => !remove.includes(id))
        expect(plan(source ?? [], left, keep).copy).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})
