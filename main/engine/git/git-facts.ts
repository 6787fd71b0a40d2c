import type { GitState } from '../../contract/procedures/git.ts'

/** A local branch, and which branch of which remote it follows (`git branch --set-upstream-to`). */
export type LocalBranch = { readonly name: string; readonly head: string; readonly upstream: { remote: string; branch: string } | null }

/**
 * A local branch against its namesake at a remote. `remoteHead` null: the remote has no such branch; then `ahead` counts what no branch of that remote holds.
 * Counts and `since` (the oldest commit that the remote lacks) are `null` where the remote's commits could not be had.
 */
export type BranchFacts = {
  readonly branch: string
  /** Its name over there. */
  readonly there: string
  readonly head: string
  readonly remoteHead: string | null
  readonly ahead: number | null
  readonly behind: number | null
  readonly since: string | null
}

/** A head that a remote had, and that is not in what it has now. `now` null: the branch is gone. `kept`: another branch of that remote still holds it. */
export type LostHead = { readonly branch: string; readonly head: string; readonly now: string | null; readonly kept: boolean }

/** What a remote answered, or why not. `detail`: a line of git's own, without secrets. */
export type RemoteFacts = {
  readonly name: string
  readonly address: string
  readonly failure: { readonly state: GitState; readonly detail: string } | null
  readonly heads: Readonly<Record<string, string>>
  readonly branches: readonly BranchFacts[]
  readonly lost: readonly LostHead[]
  /** Branches of which it could not be told whether the head that they had is gone: nothing new is remembered of them. */
  readonly undecided: readonly string[]
}

/** What is not committed. `since`: when the oldest of it was changed. */
export type Uncommitted = { readonly files: number; readonly untracked: number; readonly since: string | null }

/** Where a repository is, and what it is to the vault; see GitRepository of the contract. `folder` is absolute, `path` as people are told it. */
export type FoundRepository = {
  readonly path: string
  readonly folder: string
  readonly kind: 'own' | 'above' | 'worktree' | 'submodule' | 'nested'
}

/** A repository as it was found. `failure`: it could not be read, and the rest is empty. `asked`: its remotes were wanted; those of a working tree are another's. */
export type RepositoryFacts = FoundRepository & {
  readonly failure: { readonly state: GitState; readonly detail: string } | null
  readonly head: string | null
  readonly commit: string | null
  readonly committed: string | null
  /** No branch and no remote holds the commit that is checked out. Only where no branch is checked out. */
  readonly adrift: boolean
  readonly shallow: boolean
  readonly inProgress: string | null
  readonly uncommitted: Uncommitted
  /** Commits that no remote has, which answered; `null` where none did. */
  readonly unpushed: { readonly commits: number; readonly since: string | null } | null
  readonly stashes: number
  /** The person has said which ssh git uses here; see git-environment.ts. */
  readonly ownSsh: boolean
  /** A branch is pushed into the one that it follows, whatever that is called (`push.default`). */
  readonly pushesUpstream?: boolean
  readonly lock: { readonly file: string; readonly since: string } | null
  readonly asked: boolean
  /** All that git knows here, also those that were not to be asked. */
  readonly remoteNames: readonly string[]
  readonly remotes: readonly RemoteFacts[]
  readonly branches: readonly LocalBranch[]
}

/** A vault's git as it is now. `online`: this machine has a way out. `left`: repositories more than were looked at. */
export type GitFacts = {
  readonly time: string
  readonly online: boolean
  readonly version: string | null
  readonly failure: { readonly state: 'git-missing' | 'git-too-old' | 'no-repository'; readonly detail: string } | null
  readonly repositories: readonly RepositoryFacts[]
  readonly left: number
}

/** Heads that a remote had when it was last asked and nothing was amiss, by branch. Empty: it is known to be gone, and nobody misses it. */
export type Heads = Readonly<Record<string, string>>

/** What is remembered of a vault's remotes: by the repository's path, then by the remote's name. */
export type GitMemory = Readonly<Record<string, Readonly<Record<string, Heads>>>>
