import { describe, expect, it } from 'vitest'
import { decideRecoveries, type Facts, settling } from '../../../../main/engine/agents/watch/decide-recoveries.ts'

const alive: Omit<Facts, 'name'> = {
  dependsOn: [],
  critical: false,
  state: 'alive',
  deadSince: null,
  automatic: true,
  held: false,
  escalated: false,
  recovering: false,
  cancelled: false,
  notBefore: 0,
  recoveries: 0,
  atMostPerHour: 3,
}
const dead = { state: 'dead', deadSince: 0 } as const
const of = (facts: Record<string, Partial<Facts>>): Facts[] => Object.entries(facts).map(([name, one]) => ({ ...alive, ...one, name }))
const at = (facts: Record<string, Partial<Facts>>, now: number = settling) => decideRecoveries(of(facts), now)

describe('who is brought back by itself', () => {
  it('is whoever is dead, when nobody else has died for a moment: one cause is one recovery', () => {
    const facts = { em: dead, jay: { ...dead, deadSince: 2_000 }, z: {} }
    expect(at(facts, 3_000)).toEqual({ recover: [], escalate: [], again: 5_000 })
    expect(at(facts, 5_000)).toEqual({ recover: ['em', 'jay'], escalate: [], again: null })
  })

  it('is not put off for ever by others that die one after the other', () => {
    const dying = Object.fromEntries([0, 2_000, 4_000, 6_000, 8_000].map((deadSince, n) => [`a${n}`, { ...dead, deadSince }]))
    expect(at(dying, 8_999).recover).toEqual([])
    expect(at(dying, 9_000).recover).toHaveLength(5)
  })

  it.each([
    ['only recorded as dead, before anybody looked', { deadSince: null }],
    ['to be asked for', { automatic: false }],
    ['held', { held: true }],
    ['escalated', { escalated: true }],
    ['being brought back', { recovering: true }],
    ['cancelled by a person', { cancelled: true }],
    ['late', { state: 'late' as const, deadSince: null }],
    ['unknown', { state: 'unknown' as const, deadSince: null }],
  ])('is not who is %s', (_, why) => {
    expect(at({ jay: { ...dead, ...why } })).toEqual({ recover: [], escalate: [], again: null })
  })

  it("is a person's when it was brought back as often as is allowed", () => {
    expect(at({ jay: { ...dead, recoveries: 2 } })).toMatchObject({ recover: ['jay'], escalate: [] })
    expect(at({ jay: { ...dead, recoveries: 3 } })).toMatchObject({ recover: [], escalate: ['jay'] })
  })

  it('waits after it could not be begun', () => {
    expect(at({ jay: { ...dead, notBefore: 60_000 } })).toEqual({ recover: [], escalate: [], again: 60_000 })
    expect(at({ jay: { ...dead, notBefore: 60_000 } }, 60_000).recover).toEqual(['jay'])
  })
})

describe('who needs others', () => {
  const needy = { ...dead, dependsOn: ['z'] }

  it.each([
    ['late', { state: 'late' as const }],
    ['being brought back', { recovering: true }],
    ['critical, dead and to be asked for', { ...dead, critical: true, automatic: false }],
    ['critical, dead and held', { ...dead, critical: true, held: true }],
    ['critical and too often dead', { ...dead, critical: true, recoveries: 3 }],
  ])('waits while one of them is %s', (_, z) => {
    expect(at({ z, jay: needy }).recover).toEqual([])
  })

  it.each([
    ['alive', {}],
    ['unknown', { state: 'unknown' as const }],
    ['dead, but not critical', { ...dead, automatic: false }],
  ])('comes though one of them is %s', (_, z) => {
    expect(at({ z, jay: needy }).recover).toEqual(['jay'])
  })

  it('comes together with them, and waits with them', () => {
    const chain = { z: { ...dead, critical: true }, rick: { ...needy, critical: true }, leroy: { ...dead, dependsOn: ['rick'] } }
    expect(at(chain).recover).toEqual(['z', 'rick', 'leroy'])
    expect(at({ ...chain, z: { ...chain.z, held: true } })).toEqual({ recover: [], escalate: [], again: null })
  })
})
