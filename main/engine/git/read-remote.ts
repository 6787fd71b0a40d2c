import type { GitSetting } from './git-at.ts'
import type { BranchFacts, Heads, LostHead, RemoteFacts } from './git-facts.ts'
import type { ObjectStore } from './object-store.ts'
import type { LocalRepository } from './read-repository.ts'
import { lineOf, remoteFailure } from './remote-failure.ts'

/** So many local branches are held against each remote; those that are checked out or follow one first. */
const mostBranches = 100
/** So many heads of a remote are taken into account where all of them matter. */
const mostHeads = 200

/** What a remote is to be asked about. `heads`: what it had the last time. */
export type RemoteQuestion = { readonly name: string; readonly heads: Heads; readonly online: boolean }

/**
 * Asks a remote for its heads (`git ls-remote`) and holds the local branches against them. What is missing here to count commits is fetched into `store`. Never throws;
 * what went wrong is the answer.
 */
export async function readRemote(
  setting: GitSetting,
  local: LocalRepository,
  store: ObjectStore,
  { name, heads: remembered, online }: RemoteQuestion,
): Promise<RemoteFacts> {
  const { git, facts } = local
  const address = local.addresses.get(name) ?? ''
  const nothing = { name, address, heads: {}, branches: [], lost: [], undecided: [] }
  const answer = await git(['ls-remote', '--heads', name], { timeout: setting.limits.remote, ownSsh: facts.ownSsh, most: 16 * 1024 * 1024 })
  if (answer.code !== 0) return { ...nothing, failure: { state: remoteFailure(answer, online), detail: lineOf(answer) } }
  const heads = headsOf(answer.stdout)

  const pairs = facts.branches.slice(0, mostBranches).map(({ name: branch, head, upstream }) => {
    const there = upstream?.remote === name ? upstream.branch : branch
    return { branch, there, head, remoteHead: heads[there] ?? null }
  })
  const suspects = suspectsOf(local, name, heads, remembered)
  // Whether something is in the remote at all is a question to all of its branches.
  const all = suspects.length > 0 || pairs.some(({ remoteHead }) => remoteHead === null)
  const apart = pairs.filter(({ head, remoteHead }) => remoteHead !== null && remoteHead !== head).map(({ there }) => there)
  const known = await bring(store, name, heads, [...apart, ...suspects.map(({ branch }) => branch)], all)
  const there = [...new Set(Object.values(heads))].filter((head) => known.has(head))
  const judged = await Promise.all(suspects.slice(0, mostHeads).map((suspect) => judgeSuspect(local, store, suspect, known, there)))
  return {
    ...{ name, address, failure: null, heads },
    branches: await Promise.all(pairs.map((pair) => compare(local, store, pair, known, there))),
    lost: judged.filter((one) => one !== null && one !== 'undecided'),
    undecided: suspects.filter((_, index) => judged[index] === undefined || judged[index] === 'undecided').map(({ branch }) => branch),
  }
}

function headsOf(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => /^([0-9a-f]{40,64})\trefs\/heads\/(.+)$/.exec(line))
  return Object.fromEntries(lines.flatMap((found) => (found === null ? [] : [[found[2] ?? '', found[1] ?? '']])))
}

type Suspect = Omit<LostHead, 'kept'>

/**
 * Heads that the remote had and has no more, by what is remembered; before there is anything to remember by what git itself noted at the last fetch or push. Of
 * branches that are gone git keeps such a note for ever: there only those count that are here as well.
 */
function suspectsOf({ facts, tracking }: LocalRepository, remote: string, heads: Heads, remembered: Heads): Suspect[] {
  const here = new Set(facts.branches.map((branch) => branch.name))
  const noted = [...(tracking.get(remote) ?? [])].filter(([branch]) => branch in heads || here.has(branch))
  return Object.entries({ ...Object.fromEntries(noted), ...remembered })
    .filter(([branch, head]) => head !== '' && heads[branch] !== head)
    .map(([branch, head]) => ({ branch, head, now: heads[branch] ?? null }))
}

/** Sees to it that the heads of these branches can be read, as far as they can be had. @returns the commits that can */
async function bring(
  store: ObjectStore,
  remote: string,
  heads: Heads,
  wanted: readonly string[],
  all: boolean,
): Promise<ReadonlySet<string>> {
  const branches = [...new Set([...wanted.filter((branch) => branch in heads), ...(all ? Object.keys(heads).slice(0, mostHeads) : [])])]
  const known = await store.knows(Object.values(heads))
  const missing = branches.filter((branch) => !known.has(heads[branch] ?? ''))
  if (missing.length === 0) return known
  await store.fetch(remote, missing)
  return store.knows(Object.values(heads))
}

async function compare(
  { git }: LocalRepository,
  store: ObjectStore,
  pair: Pick<BranchFacts, 'branch' | 'there' | 'head' | 'remoteHead'>,
  known: ReadonlySet<string>,
  there: readonly string[],
): Promise<BranchFacts> {
  const { head, remoteHead } = pair
  if (remoteHead === head) return { ...pair, ahead: 0, behind: 0, since: null }
  if (remoteHead !== null && !known.has(remoteHead)) return { ...pair, ahead: null, behind: null, since: null }
  const range = remoteHead === null ? [head, '--not', ...there] : [`${head}...${remoteHead}`]
  const sides = sideCounter()
  const { code } = await git(['rev-list', '--left-right', '--timestamp', ...range], { onOutput: sides.take, more: store.more() })
  if (code !== 0) return { ...pair, ahead: null, behind: null, since: null }
  const { left, right, oldest } = sides.counts()
  return {
    ...pair,
    ahead: remoteHead === null ? left + right : left,
    behind: right,
    since: oldest,
    ...(remoteHead === null ? { behind: 0 } : {}),
  }
}

/** Counts the lines of `git rev-list --left-right --timestamp`. `oldest`: of those that are ours, by the time when they were committed. */
export function sideCounter() {
  let rest = ''
  const counts = { left: 0, right: 0 }
  let oldest = Number.POSITIVE_INFINITY
  return {
    take: (chunk: Buffer) => {
      const lines = `${rest}${chunk.toString('latin1')}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const blank = line.indexOf(' ')
        if (line[blank + 1] === '>') {
          counts.right += 1
          continue
        }
        counts.left += 1
        oldest = Math.min(oldest, Number(line.slice(0, blank)))
      }
    },
    counts: () => ({ ...counts, oldest: Number.isFinite(oldest) ? new Date(oldest * 1000).toISOString() : null }),
  }
}

/** `null` for one whose head is still in what the remote has now; and where history is cut off, for no alarm is made of not knowing. */
async function judgeSuspect(
  { git, facts }: LocalRepository,
  store: ObjectStore,
  suspect: Suspect,
  known: ReadonlySet<string>,
  there: readonly string[],
): Promise<LostHead | 'undecided' | null> {
  const { head, now } = suspect
  if (now !== null && !known.has(now)) return 'undecided'
  const here = (await store.knows([head])).has(head)
  // All that leads up to what the remote has is here: what is not here does not. Not so where history is cut off.
  if (!here) return facts.shallow ? null : { ...suspect, kept: false }
  if (now !== null && (await git(['merge-base', '--is-ancestor', head, now], { more: store.more() })).code === 0) return null
  const { code, stdout } = await git(['rev-list', '--max-count=1', head, '--not', ...there], { more: store.more() })
  return { ...suspect, kept: code === 0 && stdout.trim() === '' }
}
