import type { Keychain } from '../../main/engine/ports.ts'
import type { KeychainAnswer } from '../../main/engine/secrets/keychain.ts'

/** A keychain in memory that keeps the promises of the real one; `test/engine/secrets/keychain.test.ts` holds both to them. */
export type FakeKeychain = Keychain & {
  /** How it answers from now on. */
  condition: 'open' | 'locked' | 'absent' | 'not-answering'
  /** Puts another, empty keychain in its place. */
  readonly replace: () => void
  readonly entries: Map<string, string>
}

/** An open, empty keychain. */
export function fakeKeychain(): FakeKeychain {
  let canary = false
  let mark = 0
  const entries = new Map<string, string>()
  const answer = (value: (canaryNew: boolean) => string | null): KeychainAnswer => {
    if (keychain.condition !== 'open') return { state: keychain.condition, why: 'as the test wants it' }
    const canaryNew = !canary
    canary = true
    return { state: 'ready', value: value(canaryNew), canaryNew, mark: `keychain ${mark}` }
  }
  const keychain: FakeKeychain = {
    condition: 'open',
    entries,
    replace: () => {
      entries.clear()
      canary = false
      mark += 1
    },
    get: async (account) => answer(() => entries.get(account) ?? null),
    set: async (account, value) =>
      answer(() => {
        entries.set(account, value)
        return value
      }),
    remove: async (account) =>
      answer(() => {
        entries.delete(account)
        return null
      }),
    probe: async () => answer(() => null),
  }
  return keychain
}
