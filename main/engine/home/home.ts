import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fail, systemCode } from '../problem-error.ts'
import { sqliteRefusal } from '../state/sqlite-refusal.ts'

/** The folder in which the app keeps everything of its own, and what lies where in it. All paths are absolute. */
export type Home = {
  readonly root: string
  /** Folder of `system-history.jsonl` and its older segments: the root itself. */
  readonly historyFile: string
  readonly stateFile: string
  readonly locks: string
  readonly secrets: string
  readonly repositories: string
  readonly cache: string
  readonly programs: string
  readonly temporary: string
  readonly ballast: string
  /** Host keys of servers that a person confirmed, as ssh writes them. */
  readonly knownHosts: string
  /** Which keychain something of this home was in last; see secrets/remember-keychain.ts. */
  readonly keychainMark: string
}

/** Where home is: `VAULTKEEPER_HOME`, else the data folder that the platform gives to a program. */
export async function homeFolder(environment: NodeJS.ProcessEnv): Promise<string> {
  const told = environment['VAULTKEEPER_HOME']
  if (told !== undefined && told.trim() !== '') return resolve(told)
  const { default: envPaths } = await import('env-paths')
  return envPaths('vaultkeeper', { suffix: '' }).data
}

/** Names everything in a home without touching the disk. */
export function homeAt(root: string): Home {
  return {
    root,
    historyFile: join(root, 'system-history.jsonl'),
    stateFile: join(root, 'state.sqlite'),
    locks: join(root, 'locks'),
    secrets: join(root, 'secrets'),
    repositories: join(root, 'repositories'),
    cache: join(root, 'cache'),
    programs: join(root, 'programs'),
    temporary: join(root, 'temporary'),
    ballast: join(root, 'ballast'),
    knownHosts: join(root, 'known_hosts'),
    keychainMark: join(root, 'keychain'),
  }
}

/**
 * Makes the folders of a home, private to their owner, and checks that they can be written. Throws a problem that says which folder
 * and why: a run that cannot be recorded must not begin.
 */
export function prepareHome(home: Home): void {
  try {
    for (const folder of [home.root, home.locks, home.secrets, home.repositories, home.cache, home.programs, home.temporary]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      // access(2) tells a read-only file system even to root, who passes every mode bit.
      accessSync(folder, constants.W_OK | constants.X_OK)
    }
    chmodSync(home.root, 0o700)
  } catch (error) {
    throwHomeProblem(home, error)
  }
}

/** Turns a failed write in the home into a problem that names the folder, the cause and the way out. */
export function throwHomeProblem(home: Home, error: unknown): never {
  const elsewhere = 'or set VAULTKEEPER_HOME to a folder that can be written'
  const code = sqliteRefusal(error) ?? systemCode(error)
  switch (code) {
    case 'EROFS':
      return fail('home-read-only', `Vaultkeeper's folder ${home.root} is on a disk that is read-only.`, `Mount it writable, ${elsewhere}.`)
    case 'EACCES':
    case 'EPERM':
      return fail(
        'home-not-allowed',
        `Vaultkeeper may not write into its folder ${home.root}.`,
        `Give yourself the right to write there, ${elsewhere}.`,
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('home-no-space', `The disk that holds Vaultkeeper's folder ${home.root} is full.`, `Free some space there, ${elsewhere}.`)
    case 'ENOTDIR':
    case 'EEXIST':
      return fail(
        'home-not-a-folder',
        `Vaultkeeper's folder ${home.root} cannot be made: a file is in the way.`,
        `Move that file away, ${elsewhere}.`,
      )
    case 'ENOENT':
      return fail('home-missing', `Vaultkeeper's folder ${home.root} cannot be made.`, `Make the folder above it, ${elsewhere}.`)
    default:
      return fail(
        'home-unusable',
        `Vaultkeeper's folder ${home.root} cannot be used (${code || String(error)}).`,
        `Check that disk, ${elsewhere}.`,
      )
  }
}
