import { renameSync } from 'node:fs'
import path from 'node:path'
import { differences } from '../../helpers/cli-tree.ts'
import { pick } from '../../helpers/seeded.ts'
import { damage, filesOf } from '../damage.ts'
import type { Kind } from '../kind.ts'
import { rawRepository } from '../raw-repository.ts'

/** The vault is gone, and the first repository is damaged as well: all is had back from the second one, without asking the first. */
export const kind: Kind = {
  id: 'E7',
  says: 'vault gone and the first repository damaged',
  operations: ['restore', 'drill'],
  arm: (bench, { random, operation }) => {
    const kept = path.join(bench.folder, 'fault', 'Notes')
    renameSync(bench.vault, kept)
    const what = pick(random, ['data', 'index', 'keys', 'snapshots'])
    const done = filesOf(bench.repository, what).map((file) => damage(random, [file], ['cut', 'delete', 'flip']))
    const back = path.join(bench.folder, 'fault', 'back')
    return {
      once:
        operation === 'restore'
          ? ['restore', 'latest', '--repository', 'drive', '--to', back]
          : ['drill', 'notes', '--repository', 'drive', '--full'],
      hit: () => true,
      wrong: async ({ code, answer }) => {
        if (code !== 0) return [`E7, ${what}: nothing had back from the second one: ${code} ${answer?.problem?.sentence}`]
        if (operation !== 'restore') return []
        const plain = path.join(bench.folder, 'fault', 'plain')
        const said = await rawRepository(bench, bench.drive).restore(answer?.result?.snapshot, plain)
        return (said === null ? differences(plain, back) : [said]).slice(0, 3).map((one) => `E7, ${what}: ${one}`)
      },
      disarm: () => {
        for (const { mend } of done) mend()
        renameSync(kept, bench.vault)
      },
      vaultMoved: true,
    }
  },
}
