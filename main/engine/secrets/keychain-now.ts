import type { Core } from '../core.ts'
import type { Keychain } from '../ports.ts'
import type { KeychainAnswer } from './keychain.ts'

/** So long one look does for all plans that are due together, in ms: each takes a process. */
const goodFor = 2_000

const looks = new WeakMap<Keychain, { readonly at: number; readonly answer: Promise<KeychainAnswer> }>()

/** How the keychain of this very session stands; several who ask within moments share one look. */
export function keychainNow({ ports: { clock, keychain } }: Pick<Core, 'ports'>): Promise<KeychainAnswer> {
  const now = clock.now().getTime()
  const before = looks.get(keychain)
  if (before !== undefined && Math.abs(now - before.at) < goodFor) return before.answer
  const answer = keychain.probe()
  looks.set(keychain, { at: now, answer })
  return answer
}

/** What was seen of the keychain counts no more: it may have opened with the screen. */
export function lookAnew({ ports: { keychain } }: Pick<Core, 'ports'>): void {
  looks.delete(keychain)
}
