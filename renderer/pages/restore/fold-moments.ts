import type { Moment } from '../../../main/contract/procedures/moments.ts'

/** A moment of a vault that several repositories may have: `lead` is taken unless a person chooses another of `same`, which are the best first. */
export type FoldedMoment = { readonly lead: Moment; readonly same: readonly Moment[] }

/** How good a repository is to restore from: it is there and near before it is far, and that before it is away. Smaller is better. */
export type Nearness = (repository: string) => number

/**
 * Moments that are the same state in several repositories as one: those of one vault with one label, which plans give by the time that was due and copies keep.
 * The order of the moments stays. Pure.
 */
export function foldMoments(moments: readonly Moment[], nearness: Nearness): readonly FoldedMoment[] {
  const groups = Map.groupBy(moments, ({ snapshot, vault, machine, label }) =>
    label === null ? snapshot : `${machine}\n${vault}\n${label}`,
  )
  return [...groups.values()].flatMap((group) => {
    // Twice in one repository is no copy: each stands for itself.
    if (new Set(group.map(({ repository }) => repository)).size < group.length) return group.map((lead) => ({ lead, same: [lead] }))
    const same = group.toSorted((a, b) => nearness(a.repository) - nearness(b.repository))
    return same[0] === undefined ? [] : [{ lead: same[0], same }]
  })
}

/** The fold that a moment is in. Pure. */
export function foldOf(folds: readonly FoldedMoment[], { snapshot }: Moment): FoldedMoment | undefined {
  return folds.find(({ same }) => same.some((one) => one.snapshot === snapshot))
}
