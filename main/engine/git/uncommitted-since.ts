import type { RepositoryFacts } from './git-facts.ts'

/** By a repository's path: since when something in it is not committed, and what was checked out then. */
export type UncommittedSince = Readonly<Record<string, { readonly commit: string | null; readonly since: string }>>

/**
 * Takes into account what was seen before: as long as nothing is committed, what is not counts from when it was seen first, also where its files are
 * changed again and again. Pure.
 */
export function keepOldest(
  repositories: readonly RepositoryFacts[],
  before: UncommittedSince,
): { repositories: RepositoryFacts[]; since: UncommittedSince } {
  const kept = repositories.map((repository) => {
    const { path, commit, uncommitted } = repository
    const known = before[path]
    if (uncommitted.files === 0 || uncommitted.since === null || known === undefined || known.commit !== commit) return repository
    return known.since < uncommitted.since ? { ...repository, uncommitted: { ...uncommitted, since: known.since } } : repository
  })
  const since = kept.flatMap(({ path, commit, uncommitted }) =>
    uncommitted.files > 0 && uncommitted.since !== null ? [[path, { commit, since: uncommitted.since }] as const] : [],
  )
  return { repositories: kept, since: Object.fromEntries(since) }
}
