import { accessSync, chmodSync, constants, readdirSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { makeFolders } from '../machine/make-folders.ts'
import { fail, systemCode } from '../problem-error.ts'
import { sqliteRefusal } from '../state/sqlite-refusal.ts'
import { ownerInWords } from './owner-in-words.ts'
import { refuseClosedFile } from './refuse-closed-file.ts'

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
  /** Under which names what this home keeps lies in the keychain; see secrets/entry-names.ts. */
  readonly keychainNames: string
}

/** Where home is: `VAULTKEEPER_HOME`, else the data folder that the platform gives to a program. */
export async function homeFolder(environment: NodeJS.ProcessEnv): Promise<string> {
  const told = environment['VAULTKEEPER_HOME']
  if (told !== undefined && told.trim() !== '') return resolve(told)
  const { default: envPaths } = await import('env-paths')
  return envPaths('vaultkeeper', { suffix: '' }).data
}

/** Whether a home is the one that an account has where nothing names another. */
export async function isUsualHome(root: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  return !environment['VAULTKEEPER_HOME']?.trim() || resolve(root) === (await homeFolder({}))
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
    keychainNames: join(root, 'keychain-names.json'),
  }
}

/**
 * Makes the folders of a home, private to their owner, and checks that they and what a run is recorded in can be written. Throws a problem that says what
 * cannot and why: a run that cannot be recorded must not begin.
 */
export function prepareHome(home: Home): void {
  try {
    for (const folder of [home.root, home.locks, home.secrets, home.repositories, home.cache, home.programs, home.temporary]) {
      makeFolders(folder, 0o700)
      // access(2) tells a read-only file system even to root, who passes every mode bit.
      accessSync(folder, constants.W_OK | constants.X_OK)
    }
    chmodSync(home.root, 0o700)
    // A Vaultkeeper that somebody ran as root once may have left some of them.
    for (const file of recordingFiles(home)) refuseClosedFile(file)
  } catch (error) {
    throwHomeProblem(home, error)
  }
}

function recordingFiles(home: Home): string[] {
  const locks = readdirSync(home.locks).filter((name) => name.endsWith('.lock'))
  return [
    home.historyFile,
    ...['', '-wal', '-shm'].map((suffix) => `${home.stateFile}${suffix}`),
    ...locks.map((name) => join(home.locks, name)),
  ]
}

/** Turns a failed write in the home into a problem that names what in it could not be written, the cause and the way out. */
export function throwHomeProblem(home: Home, error: unknown): never {
  const elsewhere = 'or set VAULTKEEPER_HOME to a folder that can be written'
  const code = sqliteRefusal(error) ?? systemCode(error)
  const inside = placeInside(home, error)
  const place = inside ?? `Vaultkeeper's folder ${home.root}`
  switch (code) {
    case 'EROFS':
      return fail('home-read-only', `${place} is on a disk that is read-only.`, `Mount it writable, ${elsewhere}.`)
    case 'EACCES':
    case 'EPERM':
      if (inside !== undefined) return throwNotAllowed(home, inside, elsewhere)
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
      return fail('home-not-a-folder', `${place} cannot be made: a file is in the way.`, `Move that file away, ${elsewhere}.`)
    case 'ENOENT':
      return fail('home-missing', `Vaultkeeper's folder ${home.root} cannot be made.`, `Make the folder above it, ${elsewhere}.`)
    default:
      return fail('home-unusable', `${place} cannot be used (${code || String(error)}).`, `Check that disk, ${elsewhere}.`)
  }
}

/** The file or folder in the home that a system error is about. */
function placeInside(home: Home, error: unknown): string | undefined {
  const path = typeof error === 'object' && error !== null && 'path' in error ? error.path : undefined
  return typeof path === 'string' && path.startsWith(home.root + sep) ? path : undefined
}

/** Something in a home that may be written: it is somebody else's, or its rights keep its owner out. */
function throwNotAllowed(home: Home, place: string, elsewhere: string): never {
  const stat = statSync(place, { throwIfNoEntry: false })
  const sentence = `Vaultkeeper may not write ${place}, which is in its own folder`
  if (stat === undefined || process.getuid === undefined)
    return fail('home-not-allowed', `${sentence}.`, `Give yourself the right to write there, ${elsewhere}.`)
  if (stat.uid === process.getuid())
    return fail(
      'home-not-allowed',
      `${sentence}, by the rights it has.`,
      `Give yourself the right with: chmod u+rwX '${place}', ${elsewhere}.`,
    )
  return fail(
    'home-not-allowed',
    `${sentence}: it belongs to ${ownerInWords(stat.uid)}.`,
    // Where one is, there are more: with one by one each command would find the next.
    `Have ${place} and all else in there given to you with: sudo chown -R "$USER" '${home.root}', ${elsewhere}.`,
  )
}
