import path from 'node:path'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** Every flush, rename and new folder takes its time, as on a tired disk or a full card: everything is as always, only later. */
export const kind: Kind = {
  id: 'B11',
  says: 'very slow disk: flushes, renames and new folders take long',
  operations: ['backup', 'scheduled', 'copy', 'prune', 'restore'],
  needs: ['strace'],
  weight: 0.5,
  waits: true,
  arm: (bench, { random }) => {
    const log = path.join(bench.folder, 'fault', 'strace')
    const late = between(random, 20, 150)
    const calls = 'fsync,fdatasync,rename,renameat,renameat2,mkdir,mkdirat'
    bench.prefix.push(
      'strace',
      '-f',
      '-qq',
      '--seccomp-bpf',
      '-o',
      log,
      '-e',
      `trace=${calls}`,
      '-e',
      `inject=${calls}:delay_enter=${late * 1_000}`,
    )
    return {
      hit: () => true,
      wrong: ({ code, answer }) => (code === 0 ? [] : [`B11: ${late} ms each, and it ended with ${code}: ${answer?.problem?.sentence}`]),
    }
  },
}
