import { describe, expect, it } from 'vitest'
import { type ConditionRules, usualConditions } from '../../../main/contract/configuration/conditions.ts'
import { type MachineState, unmetByMachine } from '../../../main/engine/schedule/conditions.ts'

const calm: MachineState = { power: { source: 'mains', percent: null }, network: { online: true, metered: false } }
const unmet = (rules: Partial<ConditionRules>, machine: Partial<MachineState>, remote: boolean) =>
  unmetByMachine({ ...usualConditions, ...rules }, { ...calm, ...machine }, remote)

describe('the conditions that the machine does not meet', () => {
  it('are none while it stands on a desk, nor for what is not known', () => {
    for (const remote of [true, false]) {
      expect(unmet({ onBattery: 'never', onMetered: 'never' }, {}, remote)).toEqual([])
      const unknown: MachineState = { power: { source: 'unknown', percent: null }, network: { online: true, metered: null } }
      expect(unmet({ onBattery: 'never', onMetered: 'never' }, unknown, remote)).toEqual([])
    }
    expect(unmet({ onBattery: { above: 0.3 } }, { power: { source: 'battery', percent: null } }, false)).toEqual([])
  })

  it.each([
    [{ above: 0.3 }, 31, []],
    [{ above: 0.3 }, 30, ['on-battery']],
    [{ above: 0.3 }, 0, ['on-battery']],
    ['always', 1, []],
    ['never', 100, ['on-battery']],
  ] as const)('on battery, with %j at %d %%: %j', (onBattery, percent, reasons) => {
    expect(unmet({ onBattery }, { power: { source: 'battery', percent } }, false)).toEqual(reasons)
    expect(unmet({ onBattery }, { power: { source: 'mains', percent } }, false)).toEqual([])
  })

  it.each([
    ['always', true, []],
    ['always', false, []],
    ['local only', true, ['metered']],
    ['local only', false, []],
    ['never', true, ['metered']],
    ['never', false, ['metered']],
  ] as const)('on a metered network, with "%s" and a remote repository (%s): %j', (onMetered, remote, reasons) => {
    expect(unmet({ onMetered }, { network: { online: true, metered: true } }, remote)).toEqual(reasons)
  })

  it('without a network keep only what goes over it', () => {
    const network = { online: false, metered: null }
    expect(unmet({}, { network }, true)).toEqual(['no-network'])
    expect(unmet({}, { network }, false)).toEqual([])
  })

  it('are all told', () => {
    const machine: MachineState = { power: { source: 'battery', percent: 5 }, network: { online: false, metered: true } }
    expect(unmet({}, machine, true).toSorted()).toEqual(['metered', 'no-network', 'on-battery'])
  })
})
