import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GitAt } from './git-at.ts'

/**
 * A place of ours for the commits of remotes that a repository does not have: git writes what it fetches there, and reads from both. Nothing is written into
 * the person's repository, and all of its configuration and credentials are used. It goes when nothing is missing any more.
 */
export type ObjectStore = {
  /** Which of these commits are here, in the repository or in the store. */
  readonly knows: (commits: readonly string[]) => Promise<ReadonlySet<string>>
  /** Brings branches of a remote. @returns whether that went well */
  readonly fetch: (remote: string, branches: readonly string[]) => Promise<boolean>
  /** What git is to be run with to read from both. */
  readonly more: () => Readonly<Record<string, string>>
  /** Removes it where the repository has all of these commits by itself that it has with it. */
  readonly removeIfIdle: (commits: readonly string[]) => Promise<void>
}

/**
 * @param folder of ours, made when it is needed
 * @param objects where the repository's own objects are
 * @see https://git-scm.com/docs/git#Documentation/git.txt-codeGITOBJECTDIRECTORYcode
 */
export function objectStore(git: GitAt, folder: string, objects: string, fetchCap: number): ObjectStore {
  const own = join(folder, 'objects')
  const more = () => (existsSync(own) ? { GIT_OBJECT_DIRECTORY: own, GIT_NO_LAZY_FETCH: '1' } : { GIT_NO_LAZY_FETCH: '1' })
  const knowing = async (commits: readonly string[], set: Readonly<Record<string, string>>) => {
    if (commits.length === 0) return new Set<string>()
    const input = `${commits.join('\n')}\n`
    const { stdout } = await git(['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input, more: set })
    return new Set(stdout.split('\n').flatMap((line) => /^([0-9a-f]{40,64}) commit$/.exec(line)?.[1] ?? []))
  }
  return {
    more,
    knows: (commits) => knowing(commits, more()),
    fetch: async (remote, branches) => {
      mkdirSync(join(own, 'info'), { recursive: true, mode: 0o700 })
      mkdirSync(join(own, 'pack'), { recursive: true, mode: 0o700 })
      writeFileSync(join(own, 'info', 'alternates'), `${quotedPath(objects)}\n`)
      const quiet = [
        '-c',
        'fetch.writeCommitGraph=false',
        ...(remote.includes('=') ? [] : ['-c', `remote.${remote}.followRemoteHEAD=never`]),
      ]
      const nothingElse = ['--no-tags', '--no-write-fetch-head', '--no-auto-gc', '--no-recurse-submodules', '--no-prune', '--refmap=']
      const sources = branches.map((branch) => `refs/heads/${branch}`)
      const { code } = await git([...quiet, 'fetch', '--quiet', ...nothingElse, remote, ...sources], {
        more: { GIT_OBJECT_DIRECTORY: own },
        timeout: fetchCap,
      })
      return code === 0
    },
    removeIfIdle: async (commits) => {
      if (!existsSync(own)) return
      const [alone, both] = await Promise.all([knowing(commits, { GIT_NO_LAZY_FETCH: '1' }), knowing(commits, more())])
      if (alone.size === both.size) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** As git reads lines of `alternates`: one that begins with a quote is quoted as in C. */
function quotedPath(path: string): string {
  if (!/^["#]|[\n\r]/.test(path)) return path
  const inside = path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `"${inside}"`
}
