import { inKeychain, keepPassword } from '../in-keychain.ts'
import type { Kind } from '../kind.ts'
import { toldAs } from '../told-as.ts'

/** The keychain is another one: a new machine key, a reset. No new password is made, and once a person has given the old one all is well. */
export const kind: Kind = {
  id: 'G5',
  says: 'keychain is another one, and empty',
  tellsOf: 'keychain',
  operations: ['backup', 'verify', 'prune', 'drill'],
  needs: ['keyring'],
  weight: 0.5,
  arm: async (bench) => {
    const { keyring, stays, end } = await inKeychain(bench)
    await keyring.end()
    keyring.forget()
    await keyring.start()
    return {
      hit: () => true,
      wrong: (end) => [
        ...toldAs('G5', end, /^password-gone$/, 15_000, end.took),
        ...(/another one/.test(end.answer?.problem?.sentence ?? '') ? [] : [`G5: not told apart: ${end.answer?.problem?.sentence}`]),
      ],
      person: () => keepPassword(bench),
      stays,
      end,
    }
  },
}
