import { readFileSync, realpathSync } from 'node:fs'
import { type Home, throwHomeProblem } from '../home/home.ts'
import { takeLock } from '../home/lock.ts'
import { writeNewFile } from '../home/write-new-file.ts'
import { writePrivateFile } from '../home/write-private-file.ts'
import { fail, systemCode } from '../problem-error.ts'

/** Under which names the secrets of a home lie in the keychain, which is that of the account, and so of all its homes. None of this is secret. */
export type EntryNames = {
  /** Stands behind names that are this home's alone. */
  readonly id: string
  /** Where the home was when this was written: elsewhere it may be a copy, and what it says belong to another home. */
  readonly root: string
  /** The home is older than this: what is not in it may lie under the plain name. */
  readonly old: boolean
  /** By account: what this home has put there, so that it may write over it. */
  readonly own: Readonly<Record<string, string>>
  /** By account: what it had put there in another folder, which is read until it is written anew. */
  readonly from: Readonly<Record<string, string>>
}

/** Begins the names of a home that is made now, unless another process that makes it was first. Throws a problem where that cannot be written. */
export function beginEntryNames(home: Home, id: string): void {
  try {
    writeNewFile(home.keychainNames, asText({ id, root: realpathSync(home.root), old: false, own: {}, from: {} }))
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throwHomeProblem(home, error)
  }
}

/**
 * The names of a home as they stand. Throws a problem where they are there and cannot be read: without them the next one to be noted would be the only one.
 * @param root the real path of its folder
 * @param newId of a home that has none yet, or is in another folder than before
 */
export function readEntryNames({ keychainNames }: Pick<Home, 'keychainNames'>, root: string, newId: string): EntryNames {
  const kept = namesIn(keychainNames)
  if (kept?.root === root) return kept
  return { id: newId, root, old: kept?.old ?? true, own: {}, from: { ...kept?.from, ...kept?.own } }
}

/** Notes under which name an account is this home's own; `undefined`: under none any more. Throws a problem where that cannot be written. */
export async function noteEntryName(home: Home, { root, id }: EntryNames, account: string, name: string | undefined): Promise<void> {
  const now = () => readEntryNames(home, root, id)
  if (now().own[account] === name) return
  // Whoever is stopped in the middle of a write holds nobody up for ever.
  const lock = await takeLock(home.locks, 'keychain-names', { doing: 'noting where a secret is', patience: 10_000 })
  try {
    const names = now()
    const { [account]: _, ...others } = names.own
    writePrivateFile(home.keychainNames, asText({ ...names, own: name === undefined ? others : { ...others, [account]: name } }))
  } catch (error) {
    throwHomeProblem(home, error)
  } finally {
    lock?.release()
  }
}

function asText(names: EntryNames): string {
  return `${JSON.stringify(names)}\n`
}

function namesIn(file: string): EntryNames | undefined {
  try {
    const names = JSON.parse(readFileSync(file, 'utf8'))
    // Throws where there are none.
    Object.keys(names.own)
    return names
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    return fail(
      'keychain-names-unreadable',
      `The file ${file} cannot be read (${systemCode(error) || 'damaged'}). It says where in the keychain your passwords are.`,
      'Bring it back from a copy; or remove it, and store what is missing then: vaultkeeper secret list',
    )
  }
}
