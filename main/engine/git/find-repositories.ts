import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { type GitSetting, gitAt } from './git-at.ts'
import type { FoundRepository, RepositoryFacts } from './git-facts.ts'
import { lineOf } from './remote-failure.ts'

/** So many repositories besides the vault's own are looked at, of each kind. */
const mostOthers = 10
/** So many folders of a vault are looked into for a repository of their own. */
const mostFolders = 1_000

/** The repositories of a vault; `failures` are those that are there and cannot be read, by their folder. */
export type FoundRepositories = {
  readonly repositories: readonly FoundRepository[]
  readonly failures: ReadonlyMap<string, NonNullable<RepositoryFacts['failure']>>
  readonly left: number
}

/**
 * The repository that a vault is (or lies in), its submodules and other working trees, and those in its own folders, one level deep: each named, at most ten of
 * a kind. @param folder the vault's real path
 */
export async function findRepositories(setting: GitSetting, folder: string): Promise<FoundRepositories> {
  const failures = new Map<string, NonNullable<RepositoryFacts['failure']>>()
  const own = await ownRepository(setting, folder, failures)
  const found = own === undefined ? [] : [own]
  const readable = own !== undefined && !failures.has(own.folder)
  const submodules = readable && own.kind === 'own' ? await submodulesOf(setting, folder) : []
  // Of the repository itself; a vault that is another working tree of one speaks for itself alone.
  const worktrees = readable && own.kind === 'own' && existsSync(join(folder, '.git', 'HEAD')) ? await worktreesOf(setting, folder) : []
  const taken = new Set([...found, ...submodules, ...worktrees].map((one) => one.folder))
  const nested = nestedIn(folder).filter((one) => !taken.has(one.folder))
  const kinds = [submodules, worktrees, nested]
  return {
    repositories: [...found, ...kinds.flatMap((ones) => ones.slice(0, mostOthers))],
    failures,
    left: kinds.reduce((sum, ones) => sum + Math.max(0, ones.length - mostOthers), 0),
  }
}

async function ownRepository(
  setting: GitSetting,
  folder: string,
  failures: Map<string, NonNullable<RepositoryFacts['failure']>>,
): Promise<FoundRepository | undefined> {
  const own = { path: '', folder, kind: 'own' } as const
  const isMarked = existsSync(join(folder, '.git'))
  const { code, stdout, stderr, ended } = await gitAt(setting, folder)(['rev-parse', '--is-bare-repository', '--show-toplevel'])
  const [bare, top] = stdout.trimEnd().split('\n')
  // A repository without files of its own, such as a mirror kept in the vault.
  if (bare === 'true' && !isMarked && existsSync(join(folder, 'HEAD'))) return own
  if (code === 0 && top !== undefined && isSame(top, folder)) return own
  if (!isMarked) {
    if (code === 0 && top) return { path: resolve(top), folder: resolve(top), kind: 'above' }
    const foreign = /dubious ownership in repository at '(.*)'/.exec(stderr)?.[1]
    if (foreign === undefined) return undefined
    failures.set(foreign, { state: 'not-owned', detail: foreign })
    return isSame(foreign, folder) ? { ...own, folder: foreign } : { path: foreign, folder: foreign, kind: 'above' }
  }
  // git passes over a `.git` that is none, and takes a repository further up.
  const state = /dubious ownership/.test(stderr) ? 'not-owned' : 'damaged'
  const detail = code === 0 ? 'its .git is no repository' : lineOf({ stderr, ended })
  failures.set(folder, { state, detail: state === 'not-owned' ? folder : detail })
  return own
}

async function submodulesOf(setting: GitSetting, folder: string): Promise<FoundRepository[]> {
  if (!existsSync(join(folder, '.gitmodules'))) return []
  const { stdout } = await gitAt(setting, folder)(['config', '--null', '--file', '.gitmodules', '--get-regexp', '^submodule\\..*\\.path$'])
  return stdout
    .split('\0')
    .map((entry) => entry.slice(entry.indexOf('\n') + 1))
    .filter((path) => path !== '' && !path.startsWith('/') && !path.split('/').includes('..'))
    .map((path) => ({ path, folder: join(folder, path), kind: 'submodule' }) as const)
    .filter((one) => existsSync(join(one.folder, '.git')))
}

async function worktreesOf(setting: GitSetting, folder: string): Promise<FoundRepository[]> {
  const { stdout } = await gitAt(setting, folder)(['worktree', 'list', '--porcelain'])
  return stdout
    .split('\n\n')
    .filter((block) => !/^bare$/m.test(block))
    .flatMap((block) => /^worktree (.+)$/m.exec(block)?.[1] ?? [])
    .filter((path) => !isSame(path, folder) && existsSync(join(path, '.git')))
    .map((path) => ({ path: shownPath(folder, path), folder: path, kind: 'worktree' }) as const)
}

/** Folders of a vault that are repositories by themselves. */
function nestedIn(folder: string): FoundRepository[] {
  let names: string[]
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).slice(0, mostFolders)
    names = entries.filter((entry) => entry.isDirectory() && entry.name !== '.git').map((entry) => entry.name)
  } catch {
    // A vault that cannot be read is told by its backup.
    return []
  }
  return names
    .filter((name) => existsSync(join(folder, name, '.git')))
    .toSorted()
    .map((name) => ({ path: name, folder: join(folder, name), kind: 'nested' }))
}

function shownPath(folder: string, path: string): string {
  const way = relative(folder, path)
  return way === '' || way.startsWith('..') ? path : way.split(sep).join('/')
}

function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return resolve(one) === resolve(other)
  }
}
