import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** The folder that is backed up holds the home and the repositories, or lies in a repository. It is refused, or they are left out: nothing grows with each run. */
export const kind: Kind = {
  id: 'I10',
  says: 'repository and home inside of the vault, or the reverse',
  operations: ['backup', 'verify'],
  arm: async (bench, { random }) => {
    const where = pick(random, [
      bench.folder,
      bench.home,
      path.join(bench.repository, 'data'),
      path.dirname(bench.repository),
      path.dirname(bench.drive),
    ] as const)
    const size = () => Number(execFileSync('du', ['-s', '--block-size=1024', bench.repository], { encoding: 'utf8' }).split('\t')[0])
    const first = await bench.json(['backup', where])
    const between = size()
    const second = await bench.json(['backup', where])
    const grown = size() - between
    const name = path.relative(bench.folder, where) || 'the folder of it all'
    return {
      hit: () => true,
      wrong: () => [
        ...(second.code === 0 && grown > 400 ? [`I10: ${name} was backed up, and the repository grew by ${grown} kB for nothing new`] : []),
        ...([0, 1, 2, 3, 5].includes(first.code ?? 9) ? [] : [`I10: ${name}: ended with ${first.code}: ${first.stderr}`]),
        ...(first.code !== 0 && first.code !== 3 && !first.answer?.problem && first.stderr === ''
          ? [`I10: ${name}: no reason is told`]
          : []),
        ...(first.code === 0 && where.startsWith(bench.repository) ? [`I10: ${name}, which is a part of a repository, was backed up`] : []),
      ],
    }
  },
}
