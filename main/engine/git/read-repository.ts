import { join, resolve } from 'node:path'
import { type GitAt, type GitSetting, gitAt } from './git-at.ts'
import type { FoundRepository, LocalBranch, RepositoryFacts } from './git-facts.ts'
import { inProgressIn, lockIn, stashesIn } from './git-folder.ts'
import { statusReader, uncommittedOf } from './read-status.ts'
import { lineOf, withoutUser } from './remote-failure.ts'
import type { GitEnd } from './run-git.ts'

/** A repository of this machine, with what is needed to ask its remotes. `tracking`: what was fetched or pushed last, by remote and branch. */
export type LocalRepository = {
  readonly facts: RepositoryFacts
  readonly git: GitAt
  /** Where its objects are, absolute. */
  readonly objects: string
  readonly addresses: ReadonlyMap<string, string>
  readonly tracking: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** What is to be said of a repository that could not be read. */
export function unreadable(found: FoundRepository, failure: NonNullable<RepositoryFacts['failure']>): RepositoryFacts {
  return { ...nothing(found), failure }
}

/** Reads what a repository of this machine is about without asking anybody else, and without writing anything. A few processes of git, side by side. */
export async function readRepository(setting: GitSetting, found: FoundRepository): Promise<LocalRepository> {
  const git = gitAt(setting, found.folder)
  const status = statusReader()
  const format = '%(refname)%00%(objectname)%00%(upstream)'
  const [places, settings, stands, refs] = await Promise.all([
    git(['rev-parse', '--is-shallow-repository', '--is-bare-repository', '--absolute-git-dir', '--git-common-dir']),
    git(['config', '--null', '--list']),
    git(['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=normal', '--ignore-submodules=dirty'], { onOutput: status.take }),
    git(['for-each-ref', `--format=${format}`, 'refs/heads', 'refs/remotes'], { most: 32 * 1024 * 1024 }),
  ])
  const [shallow, bare, gitFolder = '', commonFolder = ''] = places.stdout.trimEnd().split('\n')
  const common = resolve(found.folder, commonFolder)
  const configured = settingsOf(settings.stdout)
  const failed = [places, settings, refs, ...(bare === 'true' ? [] : [stands])].find(({ code }) => code !== 0)
  const addresses = new Map(
    [...configured].flatMap(([key, value]) => {
      const name = /^remote\.(.+)\.url$/s.exec(key)?.[1]
      return name === undefined || name.startsWith('-') ? [] : [[name, withoutUser(value)] as const]
    }),
  )
  const { branches, tracking } = refsOf(refs.stdout, [...addresses.keys()])
  const said = status.facts()
  const head = bare === 'true' ? await headOf(git) : said
  const base: RepositoryFacts = {
    ...nothing(found),
    failure: failed === undefined ? null : failureOf(failed),
    ...{ head: head.branch, commit: head.commit, shallow: shallow === 'true', branches, remoteNames: [...addresses.keys()] },
    uncommitted: bare === 'true' ? nothing(found).uncommitted : uncommittedOf(said, found.folder),
    inProgress: inProgressIn(gitFolder),
    lock: lockIn(gitFolder, common),
    stashes: stashesIn(common),
    ownSsh: configured.has('core.sshcommand'),
    pushesUpstream: ['upstream', 'tracking'].includes(configured.get('push.default') ?? ''),
  }
  const facts = failed === undefined && base.commit !== null ? { ...base, ...(await readCommit(git, base)) } : base
  return { facts, git, objects: join(common, 'objects'), addresses, tracking }
}

function nothing(found: FoundRepository): RepositoryFacts {
  return {
    ...found,
    ...{
      failure: null,
      head: null,
      commit: null,
      committed: null,
      adrift: false,
      shallow: false,
      inProgress: null,
      unpushed: null,
      lock: null,
      ownSsh: false,
    },
    ...{ uncommitted: { files: 0, untracked: 0, since: null }, stashes: 0, asked: false, remoteNames: [], remotes: [], branches: [] },
  }
}

function failureOf(end: GitEnd): NonNullable<RepositoryFacts['failure']> {
  if (end.ended === 'timeout') return { state: 'not-answering', detail: 'git did not come to an end' }
  return { state: /dubious ownership/.test(end.stderr) ? 'not-owned' : 'damaged', detail: lineOf(end) }
}

/** Keys are in small letters but for the names of remotes, as `git config --list` writes them. */
function settingsOf(text: string): Map<string, string> {
  const pairs = text.split('\0').map((entry) => {
    const end = entry.indexOf('\n')
    return end < 0 ? ([entry, ''] as const) : ([entry.slice(0, end), entry.slice(end + 1)] as const)
  })
  return new Map(pairs)
}

function refsOf(text: string, remotes: readonly string[]): Pick<RepositoryFacts, 'branches'> & Pick<LocalRepository, 'tracking'> {
  const branches: LocalBranch[] = []
  const tracking = new Map<string, Map<string, string>>()
  const split = (ref: string) => {
    const name = ref.startsWith('refs/remotes/') ? ref.slice(13) : ''
    // A remote's name may hold a slash, too.
    const remote = remotes.filter((one) => name.startsWith(`${one}/`)).toSorted((one, other) => other.length - one.length)[0]
    return remote === undefined ? null : { remote, branch: name.slice(remote.length + 1) }
  }
  for (const line of text.split('\n')) {
    const [ref = '', head = '', upstream = ''] = line.split('\0')
    if (ref.startsWith('refs/heads/')) branches.push({ name: ref.slice(11), head, upstream: split(upstream) })
    const there = split(ref)
    if (there === null || there.branch === 'HEAD') continue
    const known = tracking.get(there.remote) ?? new Map<string, string>()
    tracking.set(there.remote, known.set(there.branch, head))
  }
  return { branches, tracking }
}

/** When the commit was made, and whether nothing but HEAD holds it. */
async function readCommit(git: GitAt, { head, commit }: RepositoryFacts): Promise<Pick<RepositoryFacts, 'committed' | 'adrift'>> {
  const [time, holders] = await Promise.all([
    git(['rev-list', '--timestamp', '--max-count=1', commit ?? 'HEAD']),
    head === null ? git(['for-each-ref', '--count=1', '--contains', commit ?? 'HEAD', 'refs/heads', 'refs/remotes', 'refs/tags']) : null,
  ])
  const seconds = Number(time.stdout.split(' ')[0])
  return {
    committed: seconds > 0 ? new Date(seconds * 1000).toISOString() : null,
    adrift: holders !== null && holders.code === 0 && holders.stdout.trim() === '',
  }
}

async function headOf(git: GitAt): Promise<{ branch: string | null; commit: string | null }> {
  const [branch, commit] = await Promise.all([git(['symbolic-ref', '--short', '-q', 'HEAD']), git(['rev-parse', '-q', '--verify', 'HEAD'])])
  return { branch: branch.stdout.trim() || null, commit: commit.stdout.trim() || null }
}
