import type { Heads, RemoteFacts } from './git-facts.ts'

/** So many branches of a remote are remembered. */
const mostBranches = 500

/**
 * What has to be remembered of a remote beyond what is: by branch its head, or '' for one that is gone and that nobody misses, for all of it is in others. A head
 * that the remote has no more stays as it was. Empty where nothing changed. Pure.
 */
export function headsToRemember({ failure, heads, lost, undecided }: RemoteFacts, remembered: Heads): Record<string, string> {
  if (failure !== null) return {}
  const held = new Set(undecided)
  const missed = new Map(lost.filter(({ now, kept }) => now !== null || !kept).map(({ branch, head }) => [branch, head]))
  const present = Object.entries(heads).filter(([branch]) => branch in remembered || Object.keys(heads).length <= mostBranches)
  const wanted = new Map([...Object.keys(remembered).map((branch) => [branch, ''] as const), ...present.slice(0, mostBranches), ...missed])
  return Object.fromEntries([...wanted].filter(([branch, head]) => !held.has(branch) && (remembered[branch] ?? '') !== head))
}
