import { byGravity, gitExitCode } from '../../contract/git-exit-code.ts'
import type { GitFinding, GitStanding, GitState } from '../../contract/procedures/git.ts'
import type { GitFacts, RemoteFacts, RepositoryFacts } from './git-facts.ts'
import { type GitSubject, gitWords } from './git-words.ts'
import { allWell, standingOf, stateOf } from './standing-of.ts'

/** What a vault is and what is wanted of it. Durations in ms. */
export type GitWish = Pick<GitStanding, 'vault' | 'name' | 'path' | 'guarded' | 'push'> & {
  /** What it is named by on the command line, where that is not its id. */
  readonly called?: string
  readonly remotes: readonly string[] | null
  readonly unpushedAfter: number
  readonly uncommittedAfter: number
}

/** A lock that is older than this was left behind by a crash: no git holds one so long without a person waiting for it. */
const lockAge = 10 * 60_000

/** How a vault stands with git: what is to be said of it, gravest first. Pure. */
export function judgeGit(facts: GitFacts, wish: GitWish): GitStanding {
  const now = new Date(facts.time)
  const findings =
    facts.failure === null
      ? facts.repositories.flatMap((repository) => findingsOf(repository, wish, now)).toSorted(byGravity)
      : [
          finding(facts.failure.state, facts.failure.state === 'no-repository' ? 'note' : 'alarm', wish, now, {
            folder: wish.path,
            ...facts.failure,
          }),
        ]
  const [first] = findings
  const { vault, name, path, guarded, push } = wish
  const standing = { vault, name, path, guarded, push, time: facts.time, findings, left: facts.left }
  const repositories = facts.repositories.map(standingOf)
  if (first === undefined) return { ...standing, state: 'up-to-date', exitCode: 0, line: allWell(repositories), repositories }
  const more = findings.length === 1 ? '' : ` And ${findings.length - 1} more.`
  return { ...standing, state: first.state, exitCode: gitExitCode[first.state], line: `${first.sentence}${more}`, repositories }
}

type About = Partial<Omit<GitFinding, 'state' | 'level' | 'sentence' | 'remedy'>> & Partial<Pick<GitSubject, 'folder' | 'detail' | 'held'>>

function finding(state: Exclude<GitState, 'up-to-date'>, level: GitFinding['level'], wish: GitWish, now: Date, about: About): GitFinding {
  const {
    repository = '',
    remote = null,
    branch = null,
    count = null,
    since = null,
    lost = null,
    folder = '',
    detail = '',
    held = '',
  } = about
  const words = gitWords[state]({
    ...{ vault: wish.called ?? wish.vault, repository, folder, since, now, detail, held },
    ...{ remote: remote ?? '', branch: branch ?? '', count: count ?? 0, lost: lost?.slice(0, 10) ?? '' },
  })
  return { state, level, repository, remote, branch, ...words, count, since, due: about.due ?? true, lost, mends: about.mends ?? [] }
}

function findingsOf(repository: RepositoryFacts, wish: GitWish, now: Date): GitFinding[] {
  const { path, folder, kind, failure, head, commit, uncommitted, lock } = repository
  const say = (state: Exclude<GitState, 'up-to-date'>, level: GitFinding['level'], about: About = {}) =>
    finding(state, level, wish, now, { repository: path, folder, ...about })
  if (failure !== null)
    return [say(failure.state as 'damaged', failure.state === 'runs-programs' ? 'warning' : 'alarm', { detail: failure.detail })]
  const old = (since: string | null, after: number) => since !== null && now.getTime() - Date.parse(since) >= after
  const found: GitFinding[] = []
  const { files, since } = uncommitted
  const due = old(since, wish.uncommittedAfter)
  if (commit === null && repository.branches.length === 0) found.push(say('nothing-committed', 'warning', { count: files, since, due }))
  else if (files > 0) found.push(say('uncommitted', 'warning', { count: files, since, due }))
  // That is how submodules are; only what no branch holds could be lost.
  if (head === null && commit !== null && (kind !== 'submodule' || repository.adrift))
    found.push(say('detached', ...detachedWords(repository)))
  if (repository.shallow) found.push(say('shallow', 'note', { due: false }))
  if (lock !== null && old(lock.since, lockAge)) found.push(say('locked', 'warning', { since: lock.since, detail: lock.file }))
  // Of a branch that has no commit yet the others may still hold work.
  if (!repository.asked || (commit === null && repository.branches.length === 0)) return found
  const minor = kind === 'nested' || kind === 'submodule'
  if (repository.remoteNames.length === 0) found.push(say('no-remote', minor ? 'note' : 'warning', { due: !minor }))
  else if (!minor)
    for (const remote of wish.remotes ?? [])
      if (!repository.remoteNames.includes(remote))
        found.push(say('remote-unknown', 'warning', { remote, detail: `; there is: ${repository.remoteNames.join(', ')}` }))
  for (const remote of repository.remotes) found.push(...findingsOfRemote(repository, remote, say, old, wish))
  return found
}

function detachedWords({ adrift, inProgress }: RepositoryFacts): [GitFinding['level'], About] {
  if (inProgress !== null) return ['note', { due: false, detail: `: ${inProgress} is in the middle` }]
  return adrift
    ? ['warning', { count: 1, detail: ', and what is checked out is in none: git would throw it away sooner or later' }]
    : ['note', { due: false }]
}

type Say = (state: Exclude<GitState, 'up-to-date'>, level: GitFinding['level'], about?: About) => GitFinding

/** Of these it is not to be told at once: they go by themselves. */
const passing: readonly GitState[] = ['offline', 'not-answering', 'remote-failed']

function findingsOfRemote(
  { kind, head, branches }: RepositoryFacts,
  remote: RemoteFacts,
  say: Say,
  old: (since: string | null, after: number) => boolean,
  { unpushedAfter }: GitWish,
): GitFinding[] {
  const at = { remote: remote.name }
  if (remote.failure !== null) {
    const { state, detail } = remote.failure
    const passes = passing.includes(state)
    return [say(state as 'remote-gone', state === 'offline' ? 'note' : 'warning', { ...at, detail, due: !passes })]
  }
  const lost = remote.lost
    // What another branch of the same remote holds is not lost; that a branch with it is gone is how work is merged.
    .filter(({ now, kept }) => now !== null || !kept)
    .map(({ branch, head: gone, now, kept }) => {
      const here = branches.find((one) => one.head === gone)
      const detail = here === undefined ? '' : `; here the branch ${here.name} still holds it`
      // What is here need not come from a snapshot.
      const mends: GitFinding['mends'] = here === undefined ? ['bring-back', 'accept'] : ['accept']
      const about = { ...at, branch, lost: gone, detail, held: here?.name ?? '', mends }
      return say(now === null ? 'deleted' : 'rewritten', kept ? 'warning' : 'alarm', about)
    })
  const ofBranches = remote.branches.flatMap((one) => {
    const { branch, ahead, behind, since } = one
    const state = stateOf(one, remote)
    const about = { ...at, branch, count: ahead, since, due: old(since, unpushedAfter) }
    switch (state) {
      case 'ahead':
      case 'never-pushed':
        return [say(state, 'warning', { ...about, mends: ['push'] })]
      case 'diverged':
        return [say(state, 'warning', { ...about, due: true, detail: `${ahead} only here, ${behind} only there` })]
      case 'unclear':
        return [say(state, 'warning', { ...about, due: false })]
      case 'behind':
        return branch === head && (kind === 'own' || kind === 'above')
          ? [say(state, 'note', { ...at, branch, count: behind, due: false })]
          : []
      default:
        return []
    }
  })
  return [...lost, ...ofBranches]
}
