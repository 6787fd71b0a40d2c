import { inKeychain } from '../in-keychain.ts'
import type { Kind } from '../kind.ts'
import { toldAs } from '../told-as.ts'

/** The keychain takes the question and never answers. */
export const kind: Kind = {
  id: 'G4',
  says: 'keychain does not answer',
  tellsOf: 'keychain',
  operations: ['backup', 'verify', 'prune'],
  needs: ['keyring'],
  weight: 0.5,
  waits: true,
  arm: async (bench) => {
    const { keyring, stays, end } = await inKeychain(bench)
    keyring.hang()
    return {
      hit: () => true,
      wrong: (end) => toldAs('G4', end, /^keychain-not-answering$/, 15_000, end.took),
      disarm: async () => {
        await keyring.end()
        await keyring.start()
      },
      stays,
      end,
    }
  },
}
