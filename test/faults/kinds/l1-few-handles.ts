import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { operations } from '../operations.ts'
import { otherRestic } from '../other-restic.ts'

/** restic may open next to no file. What it could not read is never called verified. */
export const kind: Kind = {
  id: 'L1',
  says: 'restic without file handles',
  operations: ['backup', 'restore', 'copy', 'verify', 'prune'],
  waits: true,
  arm: (bench, { operation, random }) => {
    const limit = between(random, 6, 11)
    otherRestic(
      bench,
      `#!/bin/sh\ncase " $* " in *" ${operations[operation].restic} "*) ulimit -n ${limit} ;; esac\nexec '${bench.restic}' "$@"\n`,
    )
    return { hit: ({ code }) => code !== 0 }
  },
}
