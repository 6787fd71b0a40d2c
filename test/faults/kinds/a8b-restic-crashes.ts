import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { operations } from '../operations.ts'
import { otherRestic } from '../other-restic.ts'

/** restic ends as it never should: with a crash, or a number that means nothing. */
export const kind: Kind = {
  id: 'A8b',
  says: 'restic crashes: SIGSEGV, SIGABRT, exit 2, exit 77',
  operations: ['backup', 'restore', 'verify', 'copy', 'prune', 'drill'],
  arm: (bench, { operation, random }) => {
    const how = pick(random, [
      'kill -SEGV $$',
      'kill -ABRT $$',
      'echo "fatal error: runtime: cannot map pages" >&2; echo "goroutine 1 [running]:" >&2; exit 2',
      'exit 77',
    ])
    otherRestic(bench, `#!/bin/sh\ncase " $* " in *" ${operations[operation].restic} "*) ${how} ;; esac\nexec '${bench.restic}' "$@"\n`)
    return { hit: () => true, wrong: ({ code }) => (code === 0 ? [`A8: ${how}, and it said that all is well`] : []) }
  },
}
