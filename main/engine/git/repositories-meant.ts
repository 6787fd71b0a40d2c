import { fail } from '../problem-error.ts'
import type { WhichBranch } from './accept-branch.ts'
import type { RepositoryFacts } from './git-facts.ts'

/** Those of a vault's repositories that are meant: the one that is named, else all. Throws a problem for one that the vault does not hold. Pure. */
export function repositoriesMeant(
  repositories: readonly RepositoryFacts[],
  { repository }: Pick<WhichBranch, 'repository'>,
): readonly RepositoryFacts[] {
  if (repository === undefined || repositories.length === 0) return repositories
  const meant = repositories.filter(({ path }) => path === repository)
  if (meant.length > 0) return meant
  const there = repositories.map(({ path }) => (path === '' ? 'its own (.)' : path))
  const sentence = repository === '' ? 'The vault itself is no repository.' : `There is no repository "${repository}" in this vault.`
  return fail('git-repository-unknown', sentence, `There is: ${there.join(', ')}.`)
}
