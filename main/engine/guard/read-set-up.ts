import type { GitAt } from '../git/git-at.ts'
import type { GitEnd } from '../git/run-git.ts'
import { fail } from '../problem-error.ts'
import type { GuardedPath } from './guarded-paths.ts'
import { indexEntries, type SetUpEntry, type SetUpStatus, setUpEntries, statusEntries } from './set-up-entries.ts'

/**
 * What git says of the files of a set-up. Paths are from the vault's folder. `prefix`: where that lies in the repository, with `/` at its end, or ''. `tips`: what the
 * remotes had, as far as this clone has seen. `unpushed`: what commits that no remote has changed, and the contents that they brought.
 */
export type SetUpFacts = {
  readonly prefix: string
  readonly entries: readonly SetUpEntry[]
  readonly status: SetUpStatus
  readonly remotes: boolean
  readonly tips: readonly string[]
  readonly unpushed: readonly { readonly path: string; readonly oid: string }[]
  /** There are more such commits than were looked into. */
  readonly beyond: boolean
  /** Files like `.env` that are tracked, wherever they are. */
  readonly environments: readonly { readonly path: string; readonly oid: string }[]
  /** What differs in the folder and passes a filter on its way in, such as git-crypt: what git takes is not what stands there. */
  readonly filtered: ReadonlySet<string>
}

const mostTips = 50
/** So many commits that no remote has are looked into: what was never pushed may be the work of years. */
const mostCommits = 2_000
/** `.env` and what is meant for one machine; `.env.example`, `.env.test` and their like are meant to be shared. */
const secretEnvironment = /(?:^|\/)\.env(?:\.local|\.[^/]+\.local)?$/

/**
 * Asks git for the files of a set-up, without touching anything. `null`: this folder is in no repository that may be read. Throws a problem where git cannot tell, so
 * that nothing is taken for missing that was only not told.
 */
export async function readSetUp(git: GitAt, paths: readonly GuardedPath[]): Promise<SetUpFacts | null> {
  const place = await git(['rev-parse', '--is-inside-work-tree', '--show-prefix'])
  const [isInside, prefix = ''] = place.stdout.split('\n')
  if (place.ended !== null || place.startError !== null) return untold(place)
  if (place.code !== 0 || isInside !== 'true') return null
  const named = paths.map(({ path }) => path)
  const literally = (parameters: readonly string[]) =>
    named.length === 0 ? none : git(['--literal-pathspecs', ...parameters, '--', ...named], { most: mostOutput })
  const [index, stands, environments, remotes, tips, older] = await Promise.all([
    literally(['ls-files', '--stage', '--full-name', '-z']),
    literally(['status', '--porcelain=v2', '-z', '--no-renames', '--untracked-files=all', '--ignored=matching', '--ignore-submodules=all']),
    git(['ls-files', '--stage', '--full-name', '-z', '--', ':(glob)**/.env', ':(glob)**/.env.*']),
    git(['remote']),
    git(['for-each-ref', '--format=%(objectname)', `--count=${mostTips}`, '--sort=-committerdate', 'refs/remotes']),
    git(['rev-list', `--skip=${mostCommits}`, '--max-count=1', 'HEAD', '--not', '--remotes']),
  ])
  const failed = [index, stands, environments, remotes, tips].find(({ code, cut }) => code !== 0 || cut)
  if (failed !== undefined) return untold(failed)
  // Before there is a commit it has nothing to walk from, as the next has.
  const beyond = older.stdout.trim()
  const log = await literally([
    // What a person may have set for their own eyes.
    ...['-c', 'log.showSignature=false', 'log', '--no-color', '--no-relative', '--format=', '--raw', '--no-abbrev', '--no-renames', '-z'],
    ...['HEAD', '--not', '--remotes', ...(beyond === '' ? [] : [beyond])],
  ])
  const unwalked = [older, log].find(({ ended, cut }) => ended !== null || cut)
  if (unwalked !== undefined) return untold(unwalked)
  const within = (path: string) => (path.startsWith(prefix) ? path.slice(prefix.length) : undefined)
  const status = statusWithin(statusEntries(stands.stdout), within)
  const entries = setUpEntries(mapWithin(indexEntries(index.stdout), within), status)
  const hasRemotes = remotes.stdout.trim() !== ''
  return {
    prefix,
    entries,
    status,
    remotes: hasRemotes,
    tips: [...new Set(tips.stdout.split('\n').filter(Boolean))],
    beyond: beyond !== '',
    unpushed: hasRemotes
      ? rawChanges(log.stdout).flatMap(({ path, oid }) => (within(path) === undefined ? [] : [{ path: within(path) ?? '', oid }]))
      : [],
    environments: [...mapWithin(indexEntries(environments.stdout), within)]
      .filter(([path]) => secretEnvironment.test(path))
      .map(([path, oid]) => ({ path, oid })),
    filtered: await filteredOf(git, entries),
  }
}

const mostOutput = 8 * 1024 * 1024
const none = Promise.resolve({ code: 0, stdout: '', stderr: '', cut: false, ended: null })

function untold({ stderr }: Pick<GitEnd, 'stderr'>): never {
  const remedy = 'See what it says with: git status'
  return fail('set-up-unreadable', 'git could not tell how the files of the set-up stand.', remedy, stderr.split('\n')[0])
}

/** `git diff --raw -z`: `:MODE MODE OID OID STATE`, then the path. Pure. */
export function rawChanges(output: string): { path: string; before: string; oid: string }[] {
  const parts = output.split('\0').map((part) => part.replace(/^\n+/, ''))
  const changes: { path: string; before: string; oid: string }[] = []
  for (let index = 0; index + 1 < parts.length; index++) {
    const [, mode, before = '', oid = ''] = /^:\d{6} (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]\d*$/.exec(parts[index] ?? '') ?? []
    if (mode === undefined) continue
    // Only what is a file afterwards.
    if (mode.startsWith('100')) changes.push({ path: parts[index + 1] ?? '', before, oid })
    index++
  }
  return changes
}

async function filteredOf(git: GitAt, entries: readonly SetUpEntry[]): Promise<ReadonlySet<string>> {
  const changed = entries.filter((entry) => entry.changed).map(({ path }) => path)
  if (changed.length === 0) return new Set()
  const { stdout } = await git(['check-attr', '-z', '--stdin', 'filter'], { input: changed.map((path) => `${path}\0`).join('') })
  const parts = stdout.split('\0')
  return new Set(parts.filter((_, index) => index % 3 === 0 && !['unspecified', 'unset', '', undefined].includes(parts[index + 2])))
}

type Within = (path: string) => string | undefined

function mapWithin<Value>(all: ReadonlyMap<string, Value>, within: Within): Map<string, Value> {
  return new Map([...all].flatMap(([path, value]) => (within(path) === undefined ? [] : [[within(path) ?? '', value] as const])))
}

function statusWithin({ changes, untracked, ignored }: SetUpStatus, within: Within): SetUpStatus {
  const all = (paths: readonly string[]) => paths.flatMap((path) => within(path) ?? [])
  return { changes: mapWithin(changes, within), untracked: all(untracked), ignored: all(ignored) }
}
