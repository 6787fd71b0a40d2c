import type { ConditionRules } from '../../contract/configuration/conditions.ts'
import type { SkipReason } from '../../contract/skip-reason.ts'

/** How the machine stands, as far as conditions ask. */
export type MachineState = {
  readonly power: { readonly source: 'mains' | 'battery' | 'unknown'; readonly percent: number | null }
  readonly network: { readonly online: boolean; readonly metered: boolean | null }
}

/**
 * Which conditions of a plan the machine does not meet. What is not known counts as met: a backup that was not made for want of an answer would be
 * the worse mistake. Pure.
 * @param remote whether the repository is reached over the network
 */
export function unmetByMachine(rules: ConditionRules, { power, network }: MachineState, remote: boolean): SkipReason[] {
  const unmet: SkipReason[] = []
  if (remote && !network.online) unmet.push('no-network')
  if (network.metered === true && rules.onMetered !== 'always' && (remote || rules.onMetered === 'never')) unmet.push('metered')
  if (power.source === 'battery' && !enoughCharge(rules.onBattery, power.percent)) unmet.push('on-battery')
  return unmet
}

function enoughCharge(rule: ConditionRules['onBattery'], percent: number | null): boolean {
  if (typeof rule === 'string') return rule === 'always'
  return percent === null || percent / 100 > rule.above
}
