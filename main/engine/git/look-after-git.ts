import type { GitMatter } from '../../contract/git-matter.ts'
import type { GitStanding } from '../../contract/procedures/git.ts'
import type { GuardStanding } from '../../contract/procedures/guard.ts'
import type { Verdict } from '../../contract/verdict.ts'
import type { Core, RunHost } from '../core.ts'
import { takeLock } from '../home/lock.ts'
import { isThere } from '../machine/silent-mounts.ts'
import { ProblemError } from '../problem-error.ts'
import { CancelledError, type EndedRun } from '../runs/record-run.ts'
import { gitMemory, headsOfRemote } from '../state/git-heads.ts'
import { gitLook } from '../state/git-looks.ts'
import { branchesToPush } from './branches-to-push.ts'
import type { RepositoryFacts } from './git-facts.ts'
import { sparingSecrets } from './git-words.ts'
import type { GitWish } from './judge-git.ts'
import { type GitLook, lookAtGit } from './look-at-git.ts'
import { mattersOf, sameMatters } from './matters-of.ts'
import { type PushOccasion, type PushResult, pushRemote } from './push-git.ts'
import { passingPush } from './push-words.ts'

/** What is wanted of a look besides being told. */
export type GitCare = {
  /** Whether what the remotes lack is pushed. `asked`: by a person, who is told also of a remote that cannot be reached. */
  readonly push: 'never' | 'asked' | 'by schedule'
  readonly occasion: PushOccasion
}

/** What it came to. `code`: why it is to be tried again, where that helps. */
export type LookedAfter = {
  readonly standing: GitStanding
  readonly guard: GuardStanding | null
  readonly pushes: readonly EndedRun<PushResult>[]
  readonly verdict: Verdict
  readonly code: string | null
}

/** How long another push of the same vault is waited for, in ms. */
const patience = 60_000

/**
 * Looks at a vault's git and at its set-up, pushes what its remotes lack where that is wanted, and records what is otherwise than it should be: of a vault with a
 * `git` section only, the others are just looked at.
 */
export async function lookAfterGit(core: Core, wish: GitWish, { push, occasion }: GitCare, host: RunHost): Promise<LookedAfter> {
  const first = await lookAtGit(core, wish, host.signal)
  const { pushes, unreached } = push === 'never' ? noPush : await pushOneAfterAnother(core, wish, first, push, occasion, host)
  if (host.signal.aborted) throw new CancelledError()
  // What came of it is looked at, not supposed.
  const look = pushes.length === 0 ? first : await lookAtGit(core, wish, host.signal)
  const guard = await guardOf(core, wish, host)
  const standing = sparingSecrets(look.standing, guard)
  if (host.signal.aborted) throw new CancelledError()
  const failed = pushes.flatMap(({ problem }) => problem?.code ?? []).find((code) => passingPush.has(code))
  const code = failed ?? unreached ?? null
  const verdict = code === null ? 'done' : 'failed'
  if (wish.guarded) {
    const tried = pushes.map(({ result, problem }) => ({ remote: result?.remote ?? '', problem: problem ?? null }))
    await recordLook(core, wish.vault, occasion.due, { verdict, code }, (before) => mattersOf({ standing, guard, pushes: tried }, before))
  }
  return { standing, guard, pushes, verdict, code }
}

/** Of a vault whose folder is not there nothing new is known: its backups tell that. */
export async function passGitBy(core: Core, vault: string, due: string): Promise<void> {
  await recordLook(core, vault, due, { verdict: 'skipped', code: 'folder-missing' }, (before) => before)
}

/** Whether there is anything to look at. */
export function isGitThere({ path }: Pick<GitWish, 'path'>): boolean {
  return isThere(path)
}

async function recordLook(
  core: Core,
  vault: string,
  due: string | undefined,
  { verdict, code }: { readonly verdict: Verdict; readonly code: string | null },
  found: (before: readonly GitMatter[]) => readonly GitMatter[],
): Promise<void> {
  await core.state.catchUp()
  const before = gitLook(core.state.database, vault)
  const matters = found(before?.matters ?? [])
  const isNew = before === undefined || !sameMatters(matters, before.matters)
  if (!isNew && due === undefined) return
  const redact = core.redactor.redact
  const clean = matters.map((one) => ({ ...one, sentence: redact(one.sentence), remedy: redact(one.remedy) }))
  await core.record({
    event: 'git.looked',
    vault,
    ...(due === undefined ? {} : { due, verdict, ...(code === null ? {} : { code }) }),
    ...(isNew ? { matters: clean } : {}),
  })
}

type Pushed = { readonly pushes: readonly EndedRun<PushResult>[]; readonly unreached: string | undefined }

const noPush: Pushed = { pushes: [], unreached: undefined }

/** One vault is pushed once at a time, whoever asks for it; its remotes side by side, for one that is slow or away holds up no other. */
async function pushOneAfterAnother(
  core: Core,
  wish: GitWish,
  look: GitLook,
  push: 'asked' | 'by schedule',
  occasion: PushOccasion,
  host: RunHost,
): Promise<Pushed> {
  const own = look.facts.repositories.find(({ kind, failure }) => (kind === 'own' || kind === 'above') && failure === null)
  if (own === undefined || own.commit === null) return noPush
  const lock = await takeLock(core.home.locks, `git-${encodeURIComponent(wish.vault).slice(0, 100)}`, {
    doing: 'pushing',
    signal: host.signal,
    patience,
  })
  if (lock === undefined) return noPush
  try {
    return await pushAll(core, wish, own, look.facts.online, push, occasion, host)
  } finally {
    lock.release()
  }
}

async function pushAll(
  core: Core,
  { vault, push: wanted }: GitWish,
  repository: RepositoryFacts,
  online: boolean,
  push: 'asked' | 'by schedule',
  occasion: PushOccasion,
  host: RunHost,
): Promise<Pushed> {
  const memory = gitMemory(core.state.database, vault)
  const mayBeNew = wanted !== 'never'
  const begun = repository.remotes.flatMap((remote) => {
    const remembered = headsOfRemote(memory, repository.path, remote.name)
    const gone = new Set(Object.keys(remembered).filter((branch) => remembered[branch] === ''))
    const { push: branches, held } = branchesToPush(repository, remote, mayBeNew, gone)
    // By the schedule what is held back, or away, is told by the look alone.
    const isPushed = remote.failure !== null || held.length > 0 ? push === 'asked' || branches.length > 0 : branches.length > 0
    return isPushed ? [pushRemote(core, { vault, repository, remote, mayBeNew, gone, online }, occasion, host)] : []
  })
  const away = repository.remotes.find(
    ({ name, failure }) =>
      failure !== null && passingPush.has(`git-${failure.state}`) && hasMore(repository, headsOfRemote(memory, repository.path, name)),
  )
  return { pushes: await Promise.all(begun), unreached: away?.failure ? `git-${away.failure.state}` : undefined }
}

/** Whether a remote that is away lacks something, by what it had when it was asked last. */
function hasMore({ head, branches }: RepositoryFacts, remembered: Readonly<Record<string, string>>): boolean {
  return branches.some((branch) => {
    const there = remembered[branch.upstream?.branch ?? branch.name] ?? null
    return there === null ? branch.name === head : there !== '' && there !== branch.head
  })
}

/** What cannot be told of the set-up is no reason not to tell of git. */
async function guardOf(core: Core, { vault, path, guarded }: GitWish, host: RunHost): Promise<GuardStanding | null> {
  try {
    const { guardVault } = await import('../guard/guard-vault.ts')
    return await guardVault(core, guarded ? vault : path, host.signal)
  } catch (error) {
    if (!(error instanceof ProblemError))
      core.ports.log(core.redactor.redact(`guard: ${error instanceof Error ? (error.stack ?? '') : String(error)}`))
    return null
  }
}
