import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

/** A repository with a remote on the same disk, apart from every git configuration of the machine. */
export type GitPair = {
  /** All of it lies here. */
  readonly folder: string
  /** The working tree. */
  readonly vault: string
  /** The remote `origin`, a bare repository. */
  readonly remote: string
  /** What git needs to be apart; to be given to whatever runs git. */
  readonly environment: NodeJS.ProcessEnv
  /** Runs git in the working tree, or in another folder; what it writes, trimmed. */
  readonly git: (...parameters: string[]) => string
  readonly gitIn: (where: string, ...parameters: string[]) => string
  /** Writes a file and commits it; the new commit. */
  readonly commit: (name: string, text?: string) => string
  /** Another bare repository, known here as this remote. */
  readonly addRemote: (name: string) => string
  /** A hook of a repository: lines of sh. */
  readonly hook: (repository: string, name: string, ...lines: string[]) => void
}

/** Makes one, with a first commit that is pushed. */
export function gitPair(name = 'git'): GitPair {
  const folder = temporaryFolder(name)
  const global = path.join(folder, 'gitconfig')
  writeFileSync(
    global,
    '[user]\n\tname = Ada\n\temail = ada@example.invalid\n[init]\n\tdefaultBranch = main\n[commit]\n\tgpgSign = false\n',
  )
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: folder,
    GIT_CONFIG_GLOBAL: global,
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: folder,
  }
  const gitIn = (where: string, ...parameters: string[]) =>
    execFileSync('git', parameters, { cwd: where, env: environment, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 })
      .toString()
      .trim()
  const [vault, remote] = [path.join(folder, 'vault'), path.join(folder, 'origin.git')]
  const git = (...parameters: string[]) => gitIn(vault, ...parameters)
  const commit = (file: string, text = `${file}\n`) => {
    writeFileSync(path.join(vault, file), text)
    git('add', '--', file)
    git('commit', '--quiet', '-m', `Add ${file}`)
    return git('rev-parse', 'HEAD')
  }
  const bare = (where: string) => gitIn(folder, 'init', '--quiet', '--bare', where)
  bare(remote)
  gitIn(folder, 'init', '--quiet', vault)
  git('remote', 'add', 'origin', remote)
  commit('first.md')
  git('push', '--quiet', '-u', 'origin', 'main')
  return {
    folder,
    vault,
    remote,
    environment,
    git,
    gitIn,
    commit,
    addRemote: (other) => {
      const where = path.join(folder, `${other}.git`)
      bare(where)
      git('remote', 'add', other, where)
      return where
    },
    hook: (repository, hook, ...lines) => {
      const file = path.join(repository, 'hooks', hook)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'))
      chmodSync(file, 0o755)
    },
  }
}
