import { z } from 'zod'
import { JobBegun } from './jobs.ts'
import { list, procedure } from './procedure.ts'

/**
 * How something in git stands. Of a branch at a remote: `up-to-date`, `ahead` (commits that the remote lacks), `behind` (it has commits that are not here),
 * `diverged` (both), `unclear` (the remote has something else, and what could not be fetched), `never-pushed`, `rewritten` (the head that the remote had is gone from
 * it: a force-push), `deleted` (the remote had this branch, and has it no more). Of a remote: `no-remote` (none at all), `remote-unknown` (configured here, and git
 * knows none of that name), `remote-gone`, `no-credentials`, `host-unknown` (its ssh host key), `offline`, `not-answering`, `remote-failed`. Of a repository:
 * `uncommitted`, `detached`, `nothing-committed`, `shallow`, `locked` (a lock file that a crash left), `not-owned`, `damaged`, `runs-programs` (one in the vault's folders, whose own configuration
 * would have a look start programs, so that it is not looked at), `no-repository`. Of the machine: `git-missing`, `git-too-old`.
 */
export const GitState = z.enum([
  'up-to-date',
  'ahead',
  'behind',
  'diverged',
  'unclear',
  'never-pushed',
  'rewritten',
  'deleted',
  'no-remote',
  'remote-unknown',
  'remote-gone',
  'no-credentials',
  'host-unknown',
  'offline',
  'not-answering',
  'remote-failed',
  'uncommitted',
  'detached',
  'nothing-committed',
  'shallow',
  'locked',
  'not-owned',
  'damaged',
  'runs-programs',
  'no-repository',
  'git-missing',
  'git-too-old',
])
/** See {@link GitState}. */
export type GitState = z.infer<typeof GitState>

/**
 * Something that is to be said, gravest first in every list: a sentence of what is, one of what to do. `repository` is the path in the vault ('' the vault's own);
 * `count` of commits or files, where there is something to count; `since` when it began, as far as that is known (RFC 3339).
 * `due`: its time has come (`unpushedAfter`, `uncommittedAfter`), or it needs none: tell it. `lost`: the commit that a remote had and has no more.
 * `mends`: what Vaultkeeper can do about it.
 */
export const GitFinding = z.object({
  state: GitState,
  level: z.enum(['alarm', 'warning', 'note']),
  repository: z.string(),
  remote: z.string().nullable(),
  branch: z.string().nullable(),
  sentence: z.string(),
  remedy: z.string(),
  count: z.number().nullable(),
  since: z.string().nullable(),
  due: z.boolean(),
  lost: z.string().nullable(),
  mends: list(z.enum(['push', 'bring-back', 'accept'])),
})
/** See {@link GitFinding}. */
export type GitFinding = z.infer<typeof GitFinding>

/** One branch at one remote. Counts are `null` where they cannot be told. `head` here, `remoteHead` there; `since`: the oldest commit that the remote lacks. */
export const GitBranch = z.object({
  branch: z.string(),
  state: GitState,
  head: z.string().nullable(),
  remoteHead: z.string().nullable(),
  ahead: z.number().nullable(),
  behind: z.number().nullable(),
  since: z.string().nullable(),
  lost: z.string().nullable(),
})
/** See {@link GitBranch}. */
export type GitBranch = z.infer<typeof GitBranch>

/** A remote, its address without what may be a secret in it. `state` is `up-to-date` when it answered; how its branches stand is theirs. */
export const GitRemote = z.object({
  name: z.string(),
  address: z.string(),
  state: GitState,
  detail: z.string().nullable(),
  branches: list(GitBranch),
})
/** See {@link GitRemote}. */
export type GitRemote = z.infer<typeof GitRemote>

/**
 * A repository in a vault. `kind`: the vault's own, one that a folder above the vault is, another working tree of it, a submodule, one in a folder of the vault.
 * `path` from the vault, with `/`; '' for the vault itself, absolute for what lies outside. `head`: the branch that is checked out, `null` when it is detached.
 */
export const GitRepository = z.object({
  path: z.string(),
  kind: z.enum(['own', 'above', 'worktree', 'submodule', 'nested']),
  head: z.string().nullable(),
  commit: z.string().nullable(),
  committed: z.string().nullable(),
  shallow: z.boolean(),
  inProgress: z.string().nullable(),
  uncommitted: z.object({ files: z.number(), untracked: z.number(), since: z.string().nullable() }),
  unpushed: z.object({ commits: z.number(), since: z.string().nullable() }),
  stashes: z.number(),
  lock: z.object({ file: z.string(), since: z.string() }).nullable(),
  remotes: list(GitRemote),
})
/** See {@link GitRepository}. */
export type GitRepository = z.infer<typeof GitRepository>

/**
 * How a vault stands with git, as it was at `time`. `state` and `exitCode` are those of the gravest finding; `line` is all of it in one line. `guarded`: its
 * configuration has a `git` section. `left`: how many repositories more there are in its folders, which were not looked at.
 */
export const GitStanding = z.object({
  vault: z.string(),
  name: z.string(),
  path: z.string(),
  time: z.string(),
  guarded: z.boolean(),
  push: z.enum(['never', 'after-session', 'scheduled']),
  state: GitState,
  exitCode: z.number(),
  line: z.string(),
  findings: list(GitFinding),
  repositories: list(GitRepository),
  left: z.number(),
})
/** See {@link GitStanding}. */
export type GitStanding = z.infer<typeof GitStanding>

/** A vault in git as it was known last, without looking. `state` and `line` are `null` where it has never been looked at. */
export const GitVault = z.object({
  vault: z.string(),
  name: z.string(),
  path: z.string(),
  guarded: z.boolean(),
  push: z.enum(['never', 'after-session', 'scheduled']),
  state: GitState.nullable(),
  line: z.string().nullable(),
  time: z.string().nullable(),
})
/** See {@link GitVault}. */
export type GitVault = z.infer<typeof GitVault>

const Which = z.object({ vault: z.string() })
const WhichBranch = Which.extend({
  branch: z.string().min(1).max(500),
  remote: z.string().max(500).optional(),
  repository: z.string().max(4096).optional(),
})

/** Git in vaults: whether what is committed is on the remotes, and what was lost there. `vault` is an id, a name or a path. */
export const git = {
  list: procedure.route({ method: 'GET', path: '/git', summary: 'Which vaults are in git, and how they stood' }).output(list(GitVault)),
  get: procedure
    .route({ method: 'GET', path: '/git/{vault}', summary: 'How a vault stands with git: looks, and asks its remotes' })
    .input(Which)
    .output(GitStanding),
  push: procedure
    .route({ method: 'POST', path: '/git/{vault}/push', summary: 'Push what its remotes lack, never by force' })
    .input(Which)
    .output(JobBegun),
  bringBack: procedure
    .route({ method: 'POST', path: '/git/{vault}/bring-back', summary: 'Have a lost branch back, from the newest snapshot that holds it' })
    .input(WhichBranch)
    .output(JobBegun),
  accept: procedure
    .route({
      method: 'POST',
      path: '/git/{vault}/accept',
      summary: 'A branch was rewritten or deleted on purpose: no more is told of that',
    })
    .input(WhichBranch)
    .output(z.object({ accepted: z.number() })),
}
