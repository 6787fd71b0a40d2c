import type { GitBranch, GitRepository, GitState } from '../../contract/procedures/git.ts'
import type { BranchFacts, RemoteFacts, RepositoryFacts } from './git-facts.ts'

/** How a branch stands at a remote. Pure. */
export function stateOf({ there, remoteHead, ahead, behind }: BranchFacts, { lost }: RemoteFacts): GitState {
  const gone = lost.find(({ branch, kept, now }) => branch === there && (now !== null || !kept))
  if (gone !== undefined) return gone.now === null ? 'deleted' : 'rewritten'
  if (ahead === null || behind === null) return 'unclear'
  if (remoteHead === null) return ahead > 0 ? 'never-pushed' : 'up-to-date'
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead'
  return behind > 0 ? 'behind' : 'up-to-date'
}

/** A repository as pages and scripts are told of it. Pure. */
export function standingOf(facts: RepositoryFacts): GitRepository {
  const { path, kind, head, commit, committed, shallow, inProgress, uncommitted, unpushed, stashes, lock } = facts
  return {
    ...{ path, kind, head, commit, committed, shallow, inProgress, uncommitted, stashes, lock },
    unpushed: unpushed ?? { commits: 0, since: null },
    remotes: facts.remotes.map((remote) => ({
      ...{
        name: remote.name,
        address: remote.address,
        state: remote.failure?.state ?? 'up-to-date',
        detail: remote.failure?.detail ?? null,
      },
      branches: remote.branches.map((one): GitBranch => {
        const { branch, there, head: local, remoteHead, ahead, behind, since } = one
        const lost = remote.lost.find((gone) => gone.branch === there)?.head ?? null
        return { branch, state: stateOf(one, remote), head: local, remoteHead, ahead, behind, since, lost }
      }),
    })),
  }
}

/** What is said where nothing is amiss. Pure. */
export function allWell(repositories: readonly GitRepository[]): string {
  const names = [...new Set(repositories.flatMap(({ remotes }) => remotes.map((remote) => `"${remote.name}"`)))]
  return names.length === 0 ? 'Everything is committed.' : `Everything is committed, and on ${names.join(' and ')}.`
}
