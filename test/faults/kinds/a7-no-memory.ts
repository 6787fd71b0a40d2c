import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { operations } from '../operations.ts'
import { otherRestic } from '../other-restic.ts'

/** restic gets no memory: it crashes with a Go stack, which nobody has to read. */
export const kind: Kind = {
  id: 'A7',
  says: 'restic without memory',
  operations: ['backup', 'restore', 'copy', 'verify', 'prune', 'drill'],
  arm: (bench, { operation, random }) => {
    const kilobytes = between(random, 20, 1_200) * 1_000
    otherRestic(
      bench,
      `#!/bin/sh\ncase " $* " in *" ${operations[operation].restic} "*) ulimit -v ${kilobytes} ;; esac\nexec '${bench.restic}' "$@"\n`,
    )
    return { hit: ({ code }) => code !== 0 }
  },
}
