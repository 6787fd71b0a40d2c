import type { ForgetGroup, KeepPolicy } from 'restic-wrapper'
import type { KeepRules } from '../../contract/configuration/keep.ts'

/** Rules as restic takes them. */
export function policyOf(rules: KeepRules): KeepPolicy {
  const policy = Object.entries(rules).map(([rule, value]) => [`keep${rule.charAt(0).toUpperCase()}${rule.slice(1)}`, value])
  return Object.fromEntries(policy) as KeepPolicy
}

/**
 * Holds our plan against restic's own, as its dry run told it. Pure.
 * @param series ids of the snapshots that we counted
 * @param byRules what the rules by themselves would have removed of them
 * @returns where the two differ, as a part of a sentence; `undefined` where they agree
 */
export function differenceToRestic(
  series: readonly string[],
  byRules: readonly string[],
  groups: readonly ForgetGroup[],
): string | undefined {
  const removed = groups.flatMap(({ remove }) => remove.map(({ id }) => id))
  const counted = [...removed, ...groups.flatMap(({ keep }) => keep.map(({ id }) => id))]
  const [other] = differing(series, counted)
  if (other !== undefined)
    return `${series.includes(other) ? 'restic does not count' : 'restic counts'} the snapshot ${other.slice(0, 8)}, unlike Vaultkeeper`
  const [first] = differing(byRules, removed)
  if (first === undefined) return undefined
  return `restic would ${byRules.includes(first) ? 'keep' : 'remove'} the snapshot ${first.slice(0, 8)}, unlike Vaultkeeper`
}

/** What is in one of the two only. */
function differing(one: readonly string[], other: readonly string[]): string[] {
  const [left, right] = [new Set(one), new Set(other)]
  return [...left].filter((id) => !right.has(id)).concat([...right].filter((id) => !left.has(id)))
}
