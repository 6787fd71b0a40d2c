import type { GitSetting } from './git-at.ts'
import type { BranchFacts, Heads, RemoteFacts } from './git-facts.ts'
import { inGroups } from './in-groups.ts'
import { isKept, sortSuspects, suspectsOf } from './lost-heads.ts'
import type { ObjectStore } from './object-store.ts'
import type { LocalRepository } from './read-repository.ts'
import { lineOf, remoteFailure } from './remote-failure.ts'

/** Of so many local branches that differ from a remote's it is counted by how much; of the others it is only said that they do. */
const mostBranches = 500
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

  const pairs = facts.branches.map(({ name: branch, head, upstream }) => {
    const there = upstream?.remote === name ? upstream.branch : branch
    return { branch, there, head, remoteHead: heads[there] ?? null }
  })
  const isCurrent = ({ branch }: { readonly branch: string }) => Number(branch === facts.head)
  const suspects = suspectsOf(local, name, heads, remembered)
  // The one that is checked out first: it is the one that somebody is at work on.
  const differing = pairs.filter(({ head, remoteHead }) => head !== remoteHead)
  const counted = new Set(differing.toSorted((one, other) => isCurrent(other) - isCurrent(one)).slice(0, mostBranches))
  const apart = [...counted].filter(({ remoteHead }) => remoteHead !== null).map(({ there }) => there)
  let known = await bring(store, name, heads, [...apart, ...suspects.map(({ branch }) => branch)])
  const measure = () =>
    inGroups(pairs, async (pair) =>
      pair.head === pair.remoteHead || counted.has(pair)
        ? await compare(local, store, pair, known, knownHeads(heads, known))
        : { ...pair, ahead: null, behind: null, since: null },
    )
  const suspected = await sortSuspects(local, store, suspects.slice(0, mostHeads), known)
  let branches = await measure()
  // Whether something is in the remote at all is a question to all of its branches, which need not be here.
  if (suspected.gone.length > 0 || branches.some(({ remoteHead, ahead }) => remoteHead === null && ahead !== 0)) {
    known = await bring(store, name, heads, Object.keys(heads).slice(0, mostHeads))
    branches = await measure()
  }
  return {
    ...{ name, address, failure: null, heads, branches },
    lost: await inGroups(suspected.gone, (gone) => isKept(local, store, gone, knownHeads(heads, known))),
    undecided: [...suspected.undecided, ...suspects.slice(mostHeads)].map(({ branch }) => branch),
  }
}

function knownHeads(heads: Heads, known: ReadonlySet<string>): string[] {
  return [...new Set(Object.values(heads))].filter((head) => known.has(head))
}

/** Without what every object has: a branch may well be called `constructor`. */
function headsOf(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => /^([0-9a-f]{40,64})\trefs\/heads\/(.+)$/.exec(line))
  const heads: Record<string, string> = Object.create(null)
  for (const found of lines) if (found !== null) heads[found[2] ?? ''] = found[1] ?? ''
  return heads
}

/** Sees to it that the heads of these branches can be read, as far as they can be had. @returns the heads of any branch that can */
async function bring(store: ObjectStore, remote: string, heads: Heads, branches: readonly string[]): Promise<ReadonlySet<string>> {
  const known = await store.knows(Object.values(heads))
  const missing = [...new Set(branches)].filter((branch) => branch in heads && !known.has(heads[branch] ?? ''))
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
        const seconds = Number(line.slice(0, blank))
        // Whoever commits says when: what no calendar knows is no time.
        if (!Number.isNaN(new Date(seconds * 1000).getTime())) oldest = Math.min(oldest, seconds)
      }
    },
    counts: () => ({ ...counts, oldest: Number.isFinite(oldest) ? new Date(oldest * 1000).toISOString() : null }),
  }
}
