import type { BranchFacts, RemoteFacts, RepositoryFacts } from './git-facts.ts'

/** Why a branch is left alone although the remote lacks commits of it: a person has to decide first. */
export type HeldBranch = { readonly branch: BranchFacts; readonly why: 'rewritten' | 'deleted' | 'diverged' | 'other-name' }

/** What of a repository is to be pushed to a remote, and what is held back. */
export type ToPush = { readonly push: readonly BranchFacts[]; readonly held: readonly HeldBranch[] }

/**
 * Chooses the branches that a push takes to a remote: those that it has already and that have only gone on since, and the one that is checked out, which may be
 * new there. Others that it never had stay here, for nobody asked for them; what was rewritten or deleted there is not put back unasked: that may have been done to get
 * something out of the world. Nor is one pushed into a branch of another name that it only began at (`git checkout -b draft origin/main` has it follow main): git itself
 * does that only where somebody has set `push.default` so. Pure.
 * @param mayBeNew whether a branch may be made there that it never had: only where a person has switched pushing on
 * @param gone branches that were removed there and that nobody misses: they are not made again
 */
export function branchesToPush(
  { head, pushesUpstream }: Pick<RepositoryFacts, 'head' | 'pushesUpstream'>,
  remote: RemoteFacts,
  mayBeNew: boolean,
  gone: ReadonlySet<string>,
): ToPush {
  const push: BranchFacts[] = []
  const held: HeldBranch[] = []
  for (const branch of remote.branches) {
    const lost = remote.lost.find((one) => one.branch === branch.there)
    const isCurrent = branch.branch === head && !gone.has(branch.there)
    if (branch.head === branch.remoteHead || branch.ahead === 0) {
      // Nothing that is not there already; a name that it does not have is another thing.
      if (branch.remoteHead === null && isCurrent && mayBeNew && lost === undefined && branch.there === branch.branch) push.push(branch)
    } else if (lost !== undefined) {
      if (isCurrent || branch.remoteHead !== null) held.push({ branch, why: lost.now === null ? 'deleted' : 'rewritten' })
    } else if (branch.remoteHead === null) {
      if (isCurrent && mayBeNew && (branch.there === branch.branch || pushesUpstream === true)) push.push(branch)
    } else if (branch.behind !== null && branch.behind > 0) held.push({ branch, why: 'diverged' })
    else if (branch.there !== branch.branch && pushesUpstream !== true) held.push({ branch, why: 'other-name' })
    else push.push(branch)
  }
  return { push, held }
}
