import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

/** git in folders of a test: with a configuration of its own, and nothing of the repository that the tests themselves lie in. */
export type GitBench = {
  readonly root: string
  /** What git and Vaultkeeper are given. */
  readonly environment: Record<string, string>
  /** Runs git in a folder, relative to the root. @returns what it printed, without the last line break; throws where it fails */
  readonly git: (folder: string, ...parameters: readonly string[]) => string
  readonly at: (...parts: readonly string[]) => string
  /** Writes a file and commits it. @returns the commit */
  readonly commit: (folder: string, file: string, content?: string) => string
  /** A bare repository `NAME.git` with the branch main of one commit, and its clone `NAME`. @returns the clone's folder */
  readonly cloned: (name: string) => string
}

/** The moment of every commit that a test makes, unless it says otherwise. */
export const commitTime = '2026-11-20T08:00:00Z'

/** A folder for remotes and clones, which goes behind the tests of the file. */
export function gitBench(root = temporaryFolder('git')): GitBench {
  const configuration = path.join(root, 'gitconfig')
  writeFileSync(
    configuration,
    '[user]\nname = A Person\nemail = person@example.org\n[init]\ndefaultBranch = main\n[protocol "file"]\nallow = always\n',
  )
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: root,
    GIT_CONFIG_GLOBAL: configuration,
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  }
  const at = (...parts: readonly string[]) => path.join(root, ...parts)
  const git = (folder: string, ...parameters: readonly string[]) =>
    execFileSync('git', parameters, {
      cwd: at(folder),
      env: { ...environment, GIT_AUTHOR_DATE: commitTime, GIT_COMMITTER_DATE: commitTime },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).replace(/\n$/, '')
  const commit = (folder: string, file: string, content = `${file}\n`) => {
    mkdirSync(path.dirname(at(folder, file)), { recursive: true })
    writeFileSync(at(folder, file), content)
    git(folder, 'add', '--', file)
    git(folder, 'commit', '--quiet', '--message', file)
    return git(folder, 'rev-parse', 'HEAD')
  }
  const cloned = (name: string) => {
    git('.', 'init', '--quiet', '--bare', `${name}.git`)
    git('.', 'init', '--quiet', name)
    git(name, 'remote', 'add', 'origin', at(`${name}.git`))
    commit(name, 'first.md')
    git(name, 'push', '--quiet', '--set-upstream', 'origin', 'main')
    return at(name)
  }
  return { root, environment, git, at, commit, cloned }
}
