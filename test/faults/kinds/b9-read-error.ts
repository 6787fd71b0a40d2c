import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import { filesOf } from '../damage.ts'
import type { Kind } from '../kind.ts'

/** A pack that the disk cannot read any more. Whoever reads it tells so; nobody calls it verified. */
export const kind: Kind = {
  id: 'B9',
  says: 'read error of the disk in a pack',
  operations: ['verify', 'restore', 'drill', 'copy', 'backup'],
  needs: ['strace'],
  weight: 0.25,
  waits: true,
  arm: (bench, { random }) => {
    const pack = pick(random, filesOf(bench.repository, 'data'))
    const log = path.join(bench.folder, 'fault', 'strace')
    const calls = 'read,pread64'
    bench.prefix.push('strace', '-f', '-qq', '-o', log, '-e', `trace=${calls}`, '-P', pack, '-e', `inject=${calls}:error=EIO`)
    return {
      hit: () => / = -1 EIO .*\(INJECTED\)/.test(readFileSync(log, 'utf8')),
      wrong: ({ code, answer }) => [
        ...(code === 0 && /EIO/.test(readFileSync(log, 'utf8')) && answer?.warnings?.length === 0
          ? ['B9: a pack could not be read, and it says that all is well']
          : []),
        ...(answer?.problem?.code === 'repository-not-answering'
          ? [`B9: a disk is told as if nobody answered: ${answer.problem.sentence}`]
          : []),
      ],
    }
  },
}
