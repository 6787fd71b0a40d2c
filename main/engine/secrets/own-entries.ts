import { realpathSync } from 'node:fs'
import type { Home } from '../home/home.ts'
import type { Keychain } from '../ports.ts'
import { type EntryNames, noteEntryName, readEntryNames } from './entry-names.ts'
import type { KeychainAnswer } from './keychain.ts'

/**
 * The keychain as one home sees it: no home writes over, or removes, what another one of the account has put there for a repository of the same name. The usual home
 * has the plain names, as all homes had before; the others have their id behind them. What is not noted is read under the plain name by the usual home and by older
 * ones, and written over by none: they write under names of their own. Only an older home that is the usual one goes on under the plain name, and keeps what lay there
 * beside it, for the other older ones that read it, too.
 * @param usual whether this is the home of the account where nothing names another
 */
export function ownEntries(keychain: Keychain, home: Home, usual: boolean, newId: string): Keychain {
  const root = realpathSync(home.root)
  const names = () => readEntryNames(home, root, newId)
  const change = async (account: string, act: (name: string) => Promise<KeychainAnswer>, removes = false): Promise<KeychainAnswer> => {
    if (isDecided(account)) return act(account)
    const now = names()
    const name = await nameToWrite(keychain, now, account, usual)
    if (typeof name !== 'string') return name
    const answer = await act(name)
    if (answer.state !== 'ready') return answer
    // What is removed needs no note where nothing else would be found without it.
    const others = nameToRead({ ...now, own: {} }, account, usual)
    // Only now: cut off before it, what was there before is still what is read.
    await noteEntryName(home, now, account, removes && others.name === name ? undefined : name)
    return answer
  }
  return {
    get: async (account) => {
      const now = names()
      const { name, rather } = nameToRead(now, account, usual)
      // Asked for at once, so of one helper.
      const [plain, older] = await Promise.all([keychain.get(name), rather === undefined ? undefined : keychain.get(rather)])
      return older?.state === 'ready' && older.value !== null ? older : plain
    },
    set: (account, value) => change(account, (name) => keychain.set(name, value)),
    remove: (account) => change(account, (name) => keychain.remove(name), true),
    probe: () => keychain.probe(),
  }
}

/** A name that was found here before: an index that is brought up to date in the app's stead asks the app's own keychain. No account has this sign. */
function isDecided(account: string): boolean {
  return account.includes('@')
}

/** Under which name to look for an account; `rather`: where something lies there, that counts. Pure. */
function nameToRead(names: EntryNames, account: string, usual: boolean): { readonly name: string; readonly rather?: string } {
  const noted = names.own[account] ?? names.from[account]
  if (noted !== undefined) return { name: noted }
  if (usual || isDecided(account)) return { name: account }
  return names.old ? { name: account, rather: before(account) } : { name: `${account}@${names.id}` }
}

async function nameToWrite(keychain: Keychain, names: EntryNames, account: string, usual: boolean): Promise<string | KeychainAnswer> {
  const own = names.own[account]
  if (own !== undefined) return own
  if (!usual) return `${account}@${names.id}`
  const [plain, older] = await Promise.all([keychain.get(account), keychain.get(before(account))])
  if (plain.state !== 'ready') return plain
  if (plain.value === null) return account
  if (!names.old || older.state !== 'ready' || older.value !== null) return `${account}@${names.id}`
  const kept = await keychain.set(before(account), plain.value)
  return kept.state === 'ready' ? account : kept
}

/** What lay under the plain name before the usual home took it over. */
function before(account: string): string {
  return `${account}@before`
}
