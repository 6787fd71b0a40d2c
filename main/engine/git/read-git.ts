import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findRepositories } from './find-repositories.ts'
import { type GitSetting, gitAt } from './git-at.ts'
import type { FoundRepository, GitFacts, GitMemory, RepositoryFacts } from './git-facts.ts'
import { inGroups } from './in-groups.ts'
import { objectStore } from './object-store.ts'
import { ownPrograms } from './own-programs.ts'
import { readRemote, sideCounter } from './read-remote.ts'
import { type LocalRepository, readRepository, unreadable } from './read-repository.ts'

/** The oldest git that can fetch without leaving a mark in the repository (`--no-write-fetch-head`). */
const leastGit = [2, 29] as const
/** So many remotes of a repository are asked where none are named. */
const mostRemotes = 8
/** Of so many heads of remotes it is looked what is in them. */
const mostHeads = 500

/** What is to be looked at. `remotes` null: all that git knows. `cache`: a folder of ours for this vault. */
export type GitQuestion = {
  readonly folder: string
  readonly remotes: readonly string[] | null
  readonly memory: GitMemory
  readonly cache: string
  readonly online: boolean
  readonly now: Date
}

/**
 * Reads how the repositories of a vault stand, and asks their remotes, side by side. Writes nothing into them, takes no lock, runs no hook; ends within its caps.
 * Throws nothing of git's: what could not be read is a fact.
 */
export async function readGit(setting: GitSetting, question: GitQuestion): Promise<GitFacts> {
  const { folder, online, now } = question
  const version = existsSync(folder) ? await versionOf(setting, folder) : null
  const facts = { time: now.toISOString(), online, version, failure: null, repositories: [], left: 0 }
  if (!existsSync(folder)) return { ...facts, failure: { state: 'no-repository', detail: 'the folder is not there' } }
  if (version === null) return { ...facts, failure: { state: 'git-missing', detail: '' } }
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < leastGit[0] || (major === leastGit[0] && minor < leastGit[1]))
    return { ...facts, failure: { state: 'git-too-old', detail: version } }
  const { repositories, failures, left } = await findRepositories(setting, folder)
  if (repositories.length === 0) return { ...facts, failure: { state: 'no-repository', detail: '' } }
  const read = await inGroups(
    repositories,
    async (found) => {
      const failure = failures.get(found.folder)
      return failure === undefined ? await readOne(setting, question, found) : unreadable(found, failure)
    },
    4,
  )
  return { ...facts, repositories: read, left }
}

async function readOne(
  setting: GitSetting,
  { remotes, memory, cache, online }: GitQuestion,
  found: FoundRepository,
): Promise<RepositoryFacts> {
  if (found.kind === 'nested' || found.kind === 'submodule') {
    // Nobody has named it: it may have been unpacked here, or written by something that works in the vault.
    const listed = await gitAt(setting, found.folder)(['config', '--null', '--show-scope', '--list'])
    const whole = listed.code === 0 && listed.ended === null && !listed.cut
    const programs = ownPrograms(listed.stdout)
    // What is not read to its end may name one behind that.
    if (!whole || programs.length > 0) return unreadable(found, { state: 'runs-programs', detail: programs.slice(0, 3).join(', ') })
  }
  const local = await readRepository(setting, found)
  const { facts, addresses } = local
  // Another working tree has the remotes, and the branches, of the repository that it is of.
  if (facts.failure !== null || found.kind === 'worktree') return facts
  const named = found.kind === 'own' || found.kind === 'above' ? remotes : null
  const names = (named ?? [...addresses.keys()].slice(0, mostRemotes)).filter((name) => addresses.has(name))
  const store = objectStore(
    (parameters, more) => local.git(parameters, { ...more, ownSsh: facts.ownSsh }),
    join(cache, createHash('sha256').update(found.folder).digest('hex').slice(0, 16)),
    local.objects,
    setting.limits.fetch,
  )
  const heads = memory[found.path] ?? {}
  const answers = await Promise.all(names.map((name) => readRemote(setting, local, store, { name, heads: heads[name] ?? {}, online })))
  const answered = answers.filter(({ failure }) => failure === null)
  await store.removeIfIdle(answered.flatMap((one) => Object.values(one.heads)))
  const asked = { ...facts, asked: true, remotes: answers }
  if ((facts.commit === null && facts.branches.length === 0) || answered.length === 0) return asked
  return { ...asked, unpushed: await countUnpushed(local, store, [...new Set(answered.flatMap((one) => Object.values(one.heads)))]) }
}

/** Commits of any branch, or of what is checked out, that no remote has which answered. */
async function countUnpushed(
  { git, facts }: LocalRepository,
  store: ReturnType<typeof objectStore>,
  heads: readonly string[],
): Promise<RepositoryFacts['unpushed']> {
  const known = await store.knows(heads)
  const sides = sideCounter()
  const there = [...known].slice(0, mostHeads)
  const { code } = await git(['rev-list', '--timestamp', '--branches', ...(facts.commit === null ? [] : ['HEAD']), '--not', ...there], {
    onOutput: sides.take,
    more: store.more(),
  })
  const { left, oldest } = sides.counts()
  return code === 0 ? { commits: left, since: oldest } : null
}

/** `null` where there is no git. Some builds say more behind the number: `2.39.5 (Apple Git-154)`. */
async function versionOf(setting: GitSetting, folder: string): Promise<string | null> {
  const { stdout } = await gitAt(setting, folder)(['--version'])
  return /^git version (\d+\.\d+[\d.]*)/.exec(stdout)?.[1] ?? null
}
