import { pick } from '../../helpers/seeded.ts'
import { inKeychain } from '../in-keychain.ts'
import type { Kind } from '../kind.ts'

/** What lists passwords or repositories while the keychain is locked or silent: its library ends the process where it is asked for a list, so it is not asked for one. */
export const kind: Kind = {
  id: 'G3',
  says: 'lists, while the keychain is locked or silent',
  tellsOf: 'keychain',
  operations: ['backup', 'scheduled'],
  needs: ['keyring'],
  weight: 0.5,
  arm: async (bench, { random }) => {
    const { keyring, stays, end } = await inKeychain(bench)
    const how = pick(random, ['locked', 'silent'] as const)
    const words = pick(random, [
      ['secret', 'list'],
      ['repository', 'list'],
    ] as const)
    if (how === 'locked') await keyring.lock()
    else keyring.hang()
    return {
      once: words,
      vaultMoved: true,
      hit: () => true,
      wrong: ({ code, signal, stdout, stderr, took }) => [
        ...(code === 0 && signal === null ? [] : [`G3: ${words.join(' ')}, ${how}: ended with ${code ?? signal}: ${stdout}${stderr}`]),
        ...(words[0] === 'repository' || stdout.includes(how === 'locked' ? 'locked' : 'not-answering')
          ? []
          : [`G3: ${words.join(' ')}, ${how}: nobody is told: ${stdout}`]),
        ...(took < 15_000 ? [] : [`G3: ${words.join(' ')}, ${how}: it took ${Math.round(took)} ms`]),
      ],
      disarm: async () => {
        await keyring.end()
        await keyring.start()
      },
      stays,
      end,
    }
  },
}
