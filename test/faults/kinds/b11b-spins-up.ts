import path from 'node:path'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** The first look at the repository's folder takes seconds, as with a disk that spins up or a share that is mounted when it is asked for. */
export const kind: Kind = {
  id: 'B11b',
  says: 'first look at the repository takes seconds',
  operations: ['backup', 'verify', 'restore', 'copy', 'prune'],
  needs: ['strace'],
  weight: 0.5,
  waits: true,
  arm: (bench, { operation, random }) => {
    const place = operation === 'copy' ? bench.drive : bench.repository
    const log = path.join(bench.folder, 'fault', 'strace')
    const late = between(random, 1_000, 4_000)
    const paths = ['', 'config', 'snapshots', 'keys'].flatMap((name) => ['-P', path.join(place, name)])
    bench.prefix.push(
      'strace',
      '-f',
      '-qq',
      '-o',
      log,
      '-e',
      'trace=openat',
      ...paths,
      '-e',
      `inject=openat:delay_enter=${late * 1_000}:when=1`,
    )
    return {
      hit: ({ took }) => took > late,
      wrong: ({ code, answer }) => (code === 0 ? [] : [`B11b: ${late} ms, and it ended with ${code}: ${answer?.problem?.sentence}`]),
    }
  },
}
