import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { noteOf, operations } from '../operations.ts'

/** The target holds links that lead out of it where the snapshot has folders and files. Nothing outside is touched. */
export const kind: Kind = {
  id: 'J1',
  says: 'links out of the target of a restore',
  operations: ['restore'],
  asPerson: true,
  arm: (bench, { random }) => {
    const outside = path.join(bench.folder, 'fault', 'outside')
    mkdirSync(outside)
    mkdirSync(bench.back)
    writeFileSync(path.join(outside, 'mine.md'), 'mine')
    const relative = (number: number) => path.relative(bench.vault, noteOf(bench.vault, number))
    symlinkSync(outside, path.join(bench.back, 'area 0'))
    mkdirSync(path.join(bench.back, 'area 1'))
    if (random() < 0.5) symlinkSync(path.join(outside, 'mine.md'), path.join(bench.back, relative(1)))
    else linkSync(path.join(outside, 'mine.md'), path.join(bench.back, relative(1)))
    return {
      // Else what is there would be the reason to begin nothing.
      once: [...operations.restore.parameters(bench), '--overwrite', 'always'],
      hit: () => true,
      vaultMoved: true,
      wrong: () =>
        readdirSync(outside).join() === 'mine.md' && readFileSync(path.join(outside, 'mine.md'), 'utf8') === 'mine'
          ? []
          : ['J1: something outside of the target was touched'],
    }
  },
}
