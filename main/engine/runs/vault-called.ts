import { quote } from '../kit/quote.ts'
import { fail } from '../problem-error.ts'
import type { KnownVault } from '../state/queries.ts'

/** The vault of this machine that a text means by its id, its path or its name; `undefined` for none. Throws a problem where several have that name. */
export function vaultCalled<Some extends KnownVault>(vaults: readonly Some[], text: string): Some | undefined {
  const found = allCalled(vaults, text)
  if (found.length < 2) return found[0]
  const words = found.map((one) => vaultWord(vaults, one))
  return fail('vault-ambiguous', `${found.length} vaults are called "${text}".`, `Write instead of that name: ${words.join(' or ')}`)
}

/** What means this vault and no other: its name, or where that means another one as well its path, or else its id. Pure. */
export function calledApart(vaults: readonly KnownVault[], { id, name, path }: KnownVault): string {
  const meansIt = (text: string) => {
    const [one, another] = allCalled(vaults, text)
    return one?.id === id && another === undefined
  }
  return [name, path].find(meansIt) ?? id
}

/** The same as a word of a command line. For what can be shown only with escapes, which no shell takes back, its id. */
export function vaultWord(vaults: readonly KnownVault[], one: KnownVault): string {
  const text = calledApart(vaults, one)
  return quote(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) ? one.id : text, process.platform)
}

function allCalled<Some extends KnownVault>(vaults: readonly Some[], text: string): readonly Some[] {
  const only = vaults.find(({ id, path }) => id === text || path === text)
  return only === undefined ? vaults.filter(({ name }) => name === text) : [only]
}
