import { inKeychain } from '../in-keychain.ts'
import type { Kind } from '../kind.ts'
import { toldAs } from '../told-as.ts'

/** The bus is there, and the program that keeps secrets is not. */
export const kind: Kind = {
  id: 'G1b',
  says: 'keychain program died',
  tellsOf: 'keychain',
  operations: ['backup', 'verify', 'prune', 'copy'],
  needs: ['keyring'],
  weight: 0.5,
  arm: async (bench) => {
    const { keyring, stays, end } = await inKeychain(bench)
    await keyring.end()
    return {
      hit: () => true,
      wrong: (end) => toldAs('G1b', end, /^keychain-absent$/, 15_000, end.took),
      disarm: async () => {
        await keyring.end()
        await keyring.start()
      },
      stays,
      end,
    }
  },
}
