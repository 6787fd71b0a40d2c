import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Problem } from '../../contract/problem.ts'
import type { Trigger } from '../../contract/trigger.ts'
import type { Core, RunHost } from '../core.ts'
import { CancelledError, type EndedRun, type Ending, recordRun } from '../runs/record-run.ts'
import { branchesToPush, type ToPush } from './branches-to-push.ts'
import type { BranchFacts, RemoteFacts, RepositoryFacts } from './git-facts.ts'
import { heldProblem, notThere, unreachedProblem } from './push-words.ts'
import { readPush } from './read-push.ts'
import { lineOf, remoteFailure } from './remote-failure.ts'
import { type GitEnd, type GitRequest, runGit } from './run-git.ts'
import { whyRefused } from './why-refused.ts'

/** What a push to one remote has to show; see PushResult of the contract. */
export type PushResult = {
  readonly remote: string
  readonly branches: readonly PushedBranch[]
  readonly took: number
}

type PushedBranch = {
  readonly branch: string
  readonly to: string
  readonly before: string | null
  readonly now: string | null
  readonly commits: number | null
  readonly state: 'pushed' | 'up-to-date' | 'refused'
  readonly why: string | null
}

/** A remote of a vault's repository, as it was just looked at. */
export type PushTo = {
  readonly vault: string
  readonly repository: RepositoryFacts
  readonly remote: RemoteFacts
  /** Whether the branch that is checked out may be made there. */
  readonly mayBeNew: boolean
  /** Branches that were removed there and that nobody misses. */
  readonly gone: ReadonlySet<string>
  /** This machine has a way out. */
  readonly online: boolean
}

/** What set it off; `due` and `plan` where that was the schedule. */
export type PushOccasion = { readonly trigger: Trigger; readonly plan?: string; readonly due?: string }

/** How long git may take, in ms: for the push with the person's own hooks, and for one question. */
export type PushLimits = { readonly push: number; readonly ask: number }

const usualLimits: PushLimits = { push: 15 * 60_000, ask: 20_000 }

/**
 * Pushes to one remote what it lacks, as a run: never by force, no tags, no branches that nobody asked for. What passed is read back from the remote: it is done
 * when that shows our commits.
 */
export function pushRemote(
  core: Core,
  to: PushTo,
  occasion: PushOccasion,
  host: RunHost,
  limits: PushLimits = usualLimits,
): Promise<EndedRun<PushResult>> {
  const { vault, repository, remote } = to
  return recordRun<PushResult>(
    core,
    { kind: 'push', vault, path: repository.folder, target: remote.name, ...occasion },
    async () => {
      const began = core.ports.clock.monotonic()
      const ending = await push(core, to, branchesToPush(repository, remote, to.mayBeNew, to.gone), host, limits)
      return { ...ending, result: { ...ending.result, took: Math.round(core.ports.clock.monotonic() - began) } }
    },
    host.signal,
  )
}

type PushEnding = Omit<Ending<PushResult>, 'result'> & { readonly result: Omit<PushResult, 'took'> }

async function push(core: Core, to: PushTo, { push: chosen, held }: ToPush, host: RunHost, limits: PushLimits): Promise<PushEnding> {
  const { repository, remote } = to
  const ending = (verdict: PushEnding['verdict'], branches: PushedBranch[], problem?: Problem): PushEnding => ({
    verdict,
    problem,
    warnings: [],
    result: { remote: remote.name, branches },
  })
  const heldBranches = held.map(({ branch, why }) => shown(branch, branch.remoteHead, 'refused', why))
  if (remote.failure !== null)
    return ending('failed', heldBranches, unreachedProblem(remote.name, remote.failure.state, remote.failure.detail))
  const heldBack = heldProblem(remote.name, held)
  // That another branch than the one that is checked out is held back is told by the look.
  const isHeld = held.some(({ branch }) => branch.branch === repository.head)
  if (chosen.length === 0)
    return heldBack === undefined ? ending('done', []) : ending(isHeld ? 'failed' : 'warnings', heldBranches, heldBack)

  host.onProgress({ step: 'note', text: `Pushing to ${remote.name}` })
  const git = (parameters: readonly string[], more: Partial<GitRequest> = {}) =>
    runGit(parameters, {
      folder: repository.folder,
      environment: core.ports.environment,
      timeout: limits.ask,
      signal: host.signal,
      ownSsh: repository.ownSsh,
      running: core.running,
      ...more,
    })
  const specs = chosen.map(({ branch, there }) => `refs/heads/${branch}:refs/heads/${there}`)
  // One that is a mirror would take no names, and remove there what is not here.
  const noMirror = ['-c', `remote.${remote.name}.mirror=false`]
  const parameters = [...noMirror, 'push', '--porcelain', '--no-follow-tags', '--no-progress', '--', remote.name, ...specs]
  const end = await git(parameters, { timeout: limits.push, hooks: true })
  if (end.ended === 'cancelled') throw new CancelledError()
  const refs = readPush(end.stdout)
  const refused = new Map(refs.filter(({ flag }) => flag === '!').map(({ from, why }) => [from, why]))
  const passed = chosen.filter(({ branch }) => !refused.has(branch) && refs.some(({ from }) => from === branch))
  const now = passed.length > 0 ? await readBack(git, remote.name, passed) : { heads: new Map<string, string | null>(), line: null }
  const branches = chosen.map((branch) => {
    const head = now.heads.get(branch.there)
    if (passed.includes(branch)) return shown(branch, head ?? null, branch.remoteHead === head ? 'up-to-date' : 'pushed', null)
    return shown(branch, branch.remoteHead, 'refused', refused.get(branch.branch) ?? null)
  })
  const all = [...branches, ...heldBranches]
  const left = chosen.filter((branch) => !passed.includes(branch))
  if (left.length > 0 || end.code !== 0) return ending('failed', all, await problemOf(git, to, left, [...refused.values()][0] ?? '', end))
  const heads = await Promise.all(passed.map((branch) => isThere(git, branch, now.heads.get(branch.there) ?? null)))
  const missing = passed.filter((_, index) => heads[index] !== true)
  if (missing.length > 0)
    return ending(
      'not-verified',
      all,
      notThere(
        remote.name,
        missing.map(({ branch }) => `"${branch}"`),
        now.line,
      ),
    )
  return heldBack === undefined ? ending('done', all) : ending(isHeld ? 'failed' : 'warnings', all, heldBack)
}

type Git = (parameters: readonly string[], more?: Partial<GitRequest>) => Promise<GitEnd>

/** What stands at every address that the push went to; `null` where they differ. `line`: why one could not be asked. */
async function readBack(
  git: Git,
  remote: string,
  branches: readonly BranchFacts[],
): Promise<{ heads: Map<string, string | null>; line: string | null }> {
  const urls = await git(['remote', 'get-url', '--push', '--all', '--', remote])
  const addresses = urls.code === 0 ? urls.stdout.split('\n').filter((line) => line !== '') : []
  const heads = new Map<string, string | null>()
  let line: string | null = null
  for (const address of addresses.length > 0 ? addresses : [remote]) {
    const end = await git(['ls-remote', '--heads', '--', address, ...branches.map(({ there }) => `refs/heads/${there}`)])
    if (end.code !== 0) line = lineOf(end)
    const found = new Map(end.stdout.split('\n').map((one) => one.split('\t').toReversed() as [string, string]))
    for (const { there } of branches) {
      const head = found.get(`refs/heads/${there}`) ?? null
      heads.set(there, heads.has(there) && heads.get(there) !== head ? null : head)
    }
  }
  return { heads, line }
}

/** Whether what the remote shows is ours: as it was looked at, or as it is now, for somebody may have committed meanwhile. */
async function isThere(git: Git, { branch, head }: BranchFacts, there: string | null): Promise<boolean> {
  if (there === null) return false
  if (there === head) return true
  const end = await git(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`])
  return end.stdout.trim() === there
}

async function problemOf(git: Git, to: PushTo, left: readonly BranchFacts[], why: string, end: GitEnd): Promise<Problem> {
  const { remote, online, repository } = to
  const hook = why === '' && (await hasHook(git, repository.folder))
  const refused =
    end.ended === 'timeout'
      ? undefined
      : whyRefused({ remote: remote.name, branches: left.map(({ branch }) => branch), why, stderr: end.stderr, hook })
  return refused ?? unreachedProblem(remote.name, remoteFailure(end, online), lineOf(end))
}

async function hasHook(git: Git, folder: string): Promise<boolean> {
  const end = await git(['rev-parse', '--git-path', 'hooks/pre-push'], { hooks: true })
  return end.code === 0 && existsSync(resolve(folder, end.stdout.trim()))
}

function shown(
  { branch, there, ahead, remoteHead }: BranchFacts,
  now: string | null,
  state: PushedBranch['state'],
  why: string | null,
): PushedBranch {
  return { branch, to: there, before: remoteHead, now, commits: ahead, state, why }
}
