import { readFileSync } from 'node:fs'
import type { Home } from '../home/home.ts'
import { writePrivateFile } from '../home/write-private-file.ts'
import type { Keychain } from '../ports.ts'
import type { KeychainAnswer } from './keychain.ts'

/**
 * A keychain that tells another one from the one in which something of this home was seen last, however often it has been asked since: the first to look at a new
 * keychain puts a mark into it, and those who come after would take it for the old one with its entries gone. The mark is no secret.
 */
export function rememberKeychain(keychain: Keychain, home: Pick<Home, 'keychainMark'>): Keychain {
  const told = (answer: KeychainAnswer): KeychainAnswer => {
    if (answer.state !== 'ready' || answer.mark === undefined) return answer
    const seen = readMark(home)
    if (answer.value === null) return seen === undefined ? answer : { ...answer, canaryNew: answer.mark !== seen }
    if (answer.mark !== seen) writeMark(home, answer.mark)
    return answer
  }
  return {
    get: async (account) => told(await keychain.get(account)),
    set: async (account, value) => told(await keychain.set(account, value)),
    remove: async (account) => told(await keychain.remove(account)),
    probe: async () => told(await keychain.probe()),
  }
}

function readMark({ keychainMark }: Pick<Home, 'keychainMark'>): string | undefined {
  try {
    return readFileSync(keychainMark, 'utf8').trim()
  } catch {
    return undefined
  }
}

function writeMark({ keychainMark }: Pick<Home, 'keychainMark'>, mark: string): void {
  try {
    writePrivateFile(keychainMark, `${mark}\n`)
  } catch {
    // A full or read-only disk: only the words are less exact then.
  }
}
