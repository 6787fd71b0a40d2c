import { inKeychain } from '../in-keychain.ts'
import type { Kind } from '../kind.ts'
import { toldAs } from '../told-as.ts'

/** The keychain is locked, where its library answers as if nothing had ever been put into it. */
export const kind: Kind = {
  id: 'G2',
  says: 'keychain locked',
  tellsOf: 'keychain',
  operations: ['backup', 'verify', 'prune', 'scheduled', 'drill'],
  needs: ['keyring'],
  weight: 1,
  arm: async (bench) => {
    const { keyring, stays, end } = await inKeychain(bench)
    await keyring.lock()
    return {
      hit: () => true,
      wrong: (end) => toldAs('G2', end, /^keychain-locked$/, 15_000, end.took),
      disarm: async () => {
        await keyring.end()
        await keyring.start()
      },
      stays,
      end,
    }
  },
}
