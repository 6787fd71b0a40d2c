import type { BranchResult } from '../../contract/procedures/run-results.ts'
import type { Core, RunHost } from '../core.ts'
import { clearTemporary } from '../home/sweep-leftovers.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { CancelledError, type EndedRun, recordRun } from '../runs/record-run.ts'
import { closeInterruptedRuns } from '../runs/recover.ts'
import { gitMemory } from '../state/git-heads.ts'
import type { WhichBranch } from './accept-branch.ts'
import { type GitSetting, gitAt, gitLimits } from './git-at.ts'
import type { RepositoryFacts } from './git-facts.ts'
import { branchInSnapshot, restoreGit, type SeenPacks, snapshotHolds } from './git-in-snapshot.ts'
import type { GitWish } from './judge-git.ts'
import { lookAtGit } from './look-at-git.ts'
import { fetchCommit, freeName, hasWhole, makeBranch } from './regain-branch.ts'
import { repositoriesMeant } from './repositories-meant.ts'
import { gitFolderInVault, snapshotsOfVault } from './snapshots-of-vault.ts'

/** A repository of a vault, and the commit that is wanted of it; `null`: what the branch was in the newest snapshot in which it was something else. */
type Wanted = { readonly repository: RepositoryFacts; readonly branch: string; readonly commit: string | null }

/**
 * Has a branch back that a remote, or this clone, lost: as a branch that does not exist yet; nothing is overwritten. Out of the vault's own repository where it is
 * still in there, else out of the newest snapshot whose `.git` holds it, as a run of the kind `branch`.
 */
export async function bringBack(core: Core, wish: GitWish, which: WhichBranch, host: RunHost): Promise<EndedRun<BranchResult>> {
  const { vault, path } = wish
  // One that was killed has left what it restored, and a record without an end.
  await closeInterruptedRuns(core)
  clearTemporary(core.home)
  return recordRun<BranchResult>(
    core,
    { kind: 'branch', vault, path, label: which.branch, trigger: 'manual' },
    async () => {
      const wanted = await whatIsWanted(core, wish, which, host)
      const result = (await stillHere(core, wish, wanted, host)) ?? (await fromSnapshots(core, wish, wanted, host))
      return { verdict: 'done', warnings: [], result }
    },
    host.signal,
  )
}

async function whatIsWanted(core: Core, wish: GitWish, which: WhichBranch, host: RunHost): Promise<Wanted> {
  const { branch, remote } = which
  const { facts, standing } = await lookAtGit(core, wish, host.signal)
  const able = repositoriesMeant(facts.repositories, which).filter(({ failure }) => failure === null)
  if (able.length === 0) return fail('git-unreadable', standing.line, standing.findings[0]?.remedy ?? 'Name another vault.')
  for (const one of able)
    for (const { name, lost } of one.remotes) {
      const gone = lost.find((head) => head.branch === branch && (remote ?? name) === name)
      if (gone !== undefined) return { repository: one, branch, commit: gone.head }
    }
  const [first] = able as [RepositoryFacts]
  // A remote that does not answer: what it had when it did.
  const known = Object.entries(gitMemory(core.state.database, wish.vault)[first.path] ?? {})
  const head = known.find(([name, heads]) => (remote ?? name) === name && heads[branch])?.[1][branch]
  if (head === undefined || head === '') return { repository: first, branch, commit: null }
  const git = gitAt(settingOf(core, host), first.folder)
  const held = await git(['merge-base', '--is-ancestor', head, `refs/heads/${branch}`])
  return { repository: first, branch, commit: held.code === 0 ? null : head }
}

function settingOf({ ports, running }: Core, { signal }: RunHost): GitSetting {
  return { environment: ports.environment, limits: gitLimits, signal, running }
}

/** Of what git has not swept out yet only the name is gone. */
async function stillHere(
  core: Core,
  wish: GitWish,
  { repository, branch, commit }: Wanted,
  host: RunHost,
): Promise<BranchResult | undefined> {
  if (commit === null) return undefined
  const git = gitAt(settingOf(core, host), repository.folder)
  if (!(await hasWhole(git, commit))) return undefined
  const there = repository.branches.find(({ name, head }) => head === commit && name === branch)
  if (there !== undefined) return resultOf(wish, repository, branch, { name: branch, commit, commits: 0 })
  return settle(git, wish, { repository, branch, commit }, 'it was still in the repository')
}

async function fromSnapshots(core: Core, wish: GitWish, wanted: Wanted, host: RunHost): Promise<BranchResult> {
  const { repository, branch } = wanted
  const git = gitAt(settingOf(core, host), repository.folder)
  const folder = await gitFolderInVault(git, wish, repository)
  const refused: ProblemError[] = []
  const passedOver = new Set<string>()
  const seen: SeenPacks = new Map()
  for (const { snapshot, open } of snapshotsOfVault(core, wish.vault, host)) {
    if (host.signal.aborted) throw new CancelledError()
    try {
      const where = { opened: await open(), snapshot: snapshot.id, path: folder }
      host.onProgress({ step: 'note', text: `Looking for ${branch} in ${snapshot.label ?? snapshot.id.slice(0, 8)}` })
      const commit = wanted.commit ?? (await branchInSnapshot(core, where, branch, host))
      if (commit === undefined || passedOver.has(commit)) continue
      // What a branch of today holds need not be brought back.
      if (wanted.commit === null && (await isHeld(git, commit))) {
        passedOver.add(commit)
        continue
      }
      const { holds, bytes } = await snapshotHolds(where, commit, seen, host)
      if (!holds) continue
      const restored = await restoreGit(core, where, { bytes }, host)
      try {
        if (!(await fetchCommit(git, restored.folder, commit))) continue
      } finally {
        restored.remove()
      }
      const { repository: from, id, label, time } = snapshot
      const why = `brought back from snapshot ${id.slice(0, 8)} of ${time}`
      return { ...(await settle(git, wish, { ...wanted, commit }, why)), repository: from, snapshot: id, label, time }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (error.problem.code.startsWith('branch-')) throw error
      refused.push(error)
    }
  }
  if (refused[0] !== undefined) throw refused[0]
  return fail(
    'branch-not-found',
    wanted.commit === null
      ? `No snapshot of ${wish.name} has a branch "${branch}" that is not here as it is.`
      : `No snapshot of ${wish.name} holds commit ${wanted.commit.slice(0, 10)}, which "${branch}" was.`,
    'It may be in another clone: look there with git branch --all --contains. See which snapshots there are with: vaultkeeper snapshots',
  )
}

async function isHeld(git: ReturnType<typeof gitAt>, commit: string): Promise<boolean> {
  const { code, stdout } = await git(['rev-list', '--max-count=1', commit, '--not', '--branches', '--remotes'])
  return code === 0 && stdout.trim() === ''
}

async function settle(git: ReturnType<typeof gitAt>, wish: GitWish, wanted: Wanted, why: string): Promise<BranchResult> {
  const { repository, branch, commit } = wanted
  if (commit === null) throw new TypeError('a commit was found')
  const name = freeName(
    branch,
    repository.branches.map((one) => one.name),
  )
  const commits = await git(['rev-list', '--count', commit, '--not', '--branches', '--remotes'])
  const refusal = await makeBranch(git, name, commit, why)
  if (refusal !== null)
    fail(
      'branch-not-made',
      `git does not make the branch "${name}": ${refusal}.`,
      `The commit is in the repository now: git branch NAME ${commit.slice(0, 10)}`,
    )
  return resultOf(wish, repository, branch, { name, commit, commits: Number(commits.stdout.trim()) || 0 })
}

function resultOf(
  { vault, name, path }: GitWish,
  repository: RepositoryFacts,
  branch: string,
  made: Pick<BranchResult, 'name' | 'commit' | 'commits'>,
): BranchResult {
  const nowhere = { repository: null, snapshot: null, label: null, time: null }
  return { vault: { id: vault, name, path }, path: repository.path, branch, ...made, ...nowhere }
}
