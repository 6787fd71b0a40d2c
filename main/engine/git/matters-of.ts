import type { GitMatter } from '../../contract/git-matter.ts'
import type { Problem } from '../../contract/problem.ts'
import type { GitFinding, GitStanding } from '../../contract/procedures/git.ts'
import type { GuardFinding, GuardStanding } from '../../contract/procedures/guard.ts'

/** What a look at a vault came to. `guard`: how its set-up stands; `null` where that could not be told. `pushes`: what was tried, and what was in the way. */
export type Looked = {
  readonly standing: GitStanding
  readonly guard: Pick<GuardStanding, 'findings'> | null
  readonly pushes: readonly { readonly remote: string; readonly problem: Problem | null }[]
}

/** What is said of a remote that could not be asked. Nothing else is known of it then. */
const unasked: ReadonlySet<string> = new Set([
  'git-offline',
  'git-not-answering',
  'git-remote-failed',
  'git-no-credentials',
  'git-host-unknown',
  'git-remote-gone',
])

/** Why a push failed, of what the look itself says or will say. */
const saidByLook = /^git-(?:push-(?:rewritten|deleted|diverged|moved)|offline|not-answering|remote-failed)$/

/**
 * Everything that is otherwise than it should be with a vault's git, after what was so before: what was seen then keeps its beginning, and of a remote that cannot be
 * asked, or a set-up that could not be read, what was known stays. Pure.
 * @param before the matters of the look before
 */
export function mattersOf({ standing, guard, pushes }: Looked, before: readonly GitMatter[]): GitMatter[] {
  const { time } = standing
  const now = [
    ...standing.findings.filter((finding) => isMatter(finding, standing)).map((finding) => ofFinding(finding, standing)),
    ...(guard === null ? before.filter(({ code }) => code.startsWith('guard-')) : ofGuard(guard.findings, time)),
    ...pushes.flatMap(({ remote, problem }) => (problem === null || saidByLook.test(problem.code) ? [] : [ofPush(remote, problem, time)])),
  ]
  const keys = new Set(now.map(keyOf))
  const away = new Set(now.filter(({ code }) => unasked.has(code)).map(placeOf))
  const open = new Set(now.filter(({ code }) => code === 'git-ahead' || code === 'git-never-pushed').map(placeOf))
  const tried = new Set(pushes.map(({ remote }) => remote))
  const stays = (matter: GitMatter) => {
    if (keys.has(keyOf(matter)) || matter.remote === null) return false
    if (matter.code.startsWith('git-push-')) return !tried.has(matter.remote) && (open.has(placeOf(matter)) || away.has(placeOf(matter)))
    return away.has(placeOf(matter)) && !unasked.has(matter.code)
  }
  const known = new Map(before.map((matter) => [keyOf(matter), matter]))
  const all = new Map([...now, ...before.filter(stays)].map((matter) => [keyOf(matter), matter]))
  return [...all.values()].map((matter) => {
    const old = known.get(keyOf(matter))
    return old !== undefined && matter.since === time ? { ...matter, since: old.since } : matter
  })
}

/** Whether a look found anything else than the one before. That a file or commit is an hour older is nothing new. */
export function sameMatters(one: readonly GitMatter[], other: readonly GitMatter[]): boolean {
  const plain = (matters: readonly GitMatter[]) => JSON.stringify(matters.map(({ sentence: _s, remedy: _r, ...matter }) => matter))
  return plain(one) === plain(other)
}

/** Notes are how things may well be; but one that lasts is another thing, and a vault that was to be looked after has to be in git. */
function isMatter({ level, state, count }: GitFinding, { guarded }: GitStanding): boolean {
  if (state === 'nothing-committed') return (count ?? 0) > 0
  return level !== 'note' || state === 'offline' || (state === 'no-repository' && guarded)
}

function ofFinding(
  { state, level, repository, remote, branch, count, since, sentence, remedy, mends }: GitFinding,
  { time }: GitStanding,
): GitMatter {
  const held = mends.includes('accept') && !mends.includes('bring-back')
  const what = { code: `git-${state}`, level, repository, remote, branch, count, since: since ?? time, sentence, remedy }
  return held ? { ...what, held } : what
}

/** One matter for each kind: ten secrets are looked at together. */
function ofGuard(findings: readonly GuardFinding[], time: string): GitMatter[] {
  return [...Map.groupBy(findings, ({ code }) => code)].flatMap(([code, [first, ...others]]) => {
    if (first === undefined) return []
    const isBad = [first, ...others].some(({ verdict }) => verdict === 'bad')
    const more = others.length === 0 ? '' : ` And ${others.length} more.`
    return [
      {
        code: `guard-${code}`,
        level: isBad ? ('alarm' as const) : ('warning' as const),
        repository: '',
        remote: null,
        branch: null,
        count: others.length + 1,
        since: time,
        sentence: `${first.sentence}${more}`,
        remedy: first.remedy,
      },
    ]
  })
}

function ofPush(remote: string, { code, sentence, remedy }: Problem, time: string): GitMatter {
  return { code, level: 'warning', repository: '', remote, branch: null, count: null, since: time, sentence, remedy }
}

function keyOf({ code, repository, remote, branch }: GitMatter): string {
  return JSON.stringify([code, repository, remote, branch])
}

function placeOf({ repository, remote }: GitMatter): string {
  return JSON.stringify([repository, remote])
}
