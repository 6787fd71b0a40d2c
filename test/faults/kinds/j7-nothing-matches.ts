import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** What is asked for is not in the snapshot, or looks like a pattern, an option, a way out. That nothing came back is a failure, and what was in the target stays. */
export const kind: Kind = {
  id: 'J7',
  says: 'nothing matches what is to be restored',
  operations: ['restore'],
  arm: (bench, { random }) => {
    const wish = pick(random, ['no such note.md', 'area 1/*', '../area 1', '-rf', 'AREA 1', 'area 1/note 1.md/deeper', '[a-z]', '**'])
    mkdirSync(bench.back)
    const mine = path.join(bench.back, 'mine.md')
    writeFileSync(mine, 'mine')
    return {
      once: ['restore', `latest:${wish}`, '--to', bench.back, '--overwrite', 'always'],
      hit: () => true,
      wrong: ({ code }) => [
        ...(code === 0 ? [`J7: there is no ${wish}, and it says that it worked`] : []),
        ...(existsSync(mine) && readFileSync(mine, 'utf8') === 'mine' ? [] : ['J7: a file that has nothing to do with it is gone']),
        ...(readdirSync(bench.back).length === 1 ? [] : [`J7: ${wish} brought back ${readdirSync(bench.back).join(', ')}`]),
      ],
      disarm: () => rmSync(mine, { force: true }),
    }
  },
}
