import { inKeychain } from '../in-keychain.ts'
import type { Kind } from '../kind.ts'
import { toldAs } from '../told-as.ts'

/** The session hands no bus on, as under cron: there is no keychain, and that is said at once. */
export const kind: Kind = {
  id: 'G1',
  says: 'no session bus',
  tellsOf: 'keychain',
  operations: ['backup', 'verify', 'prune', 'restore'],
  needs: ['keyring'],
  weight: 0.5,
  arm: async (bench) => {
    const { keyring, stays, end } = await inKeychain(bench)
    bench.environment['DBUS_SESSION_BUS_ADDRESS'] = ''
    return {
      hit: () => true,
      wrong: (end) => toldAs('G1', end, /^keychain-absent$/, 15_000, end.took),
      disarm: async () => {
        await keyring.end()
        await keyring.start()
      },
      stays,
      end,
    }
  },
}
