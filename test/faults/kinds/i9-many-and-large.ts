import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { operations } from '../operations.ts'
import { otherRestic } from '../other-restic.ts'

/** Five thousand files more and a large one with next to nothing in it, with a Vaultkeeper that may take 96 MB for what it remembers. */
export const kind: Kind = {
  id: 'I9',
  says: '5,000 more files, a sparse file, little memory',
  operations: ['backup', 'scheduled'],
  weight: 0.25,
  arm: (bench, { random, operation }) => {
    const place = path.join(bench.vault, 'many')
    for (let folder = 0; folder < 50; folder++) {
      mkdirSync(path.join(place, `f ${folder}`), { recursive: true })
      for (let number = 0; number < 100; number++) writeFileSync(path.join(place, `f ${folder}`, `${number}.md`), `${folder} ${number}`)
    }
    const sparse = openSync(path.join(place, 'sparse.bin'), 'w')
    ftruncateSync(sparse, between(random, 16, 40) * 2 ** 20)
    writeSync(sparse, 'here', 12 * 2 ** 20)
    closeSync(sparse)
    bench.environment['NODE_OPTIONS'] = `${bench.environment['NODE_OPTIONS'] ?? ''} --max-old-space-size=96`
    otherRestic(
      bench,
      `#!/bin/sh\ncase " $* " in *" ${operations[operation].restic} "*) export GOMEMLIMIT=64MiB ;; esac\nexec '${bench.restic}' "$@"\n`,
    )
    return {
      hit: () => true,
      wrong: ({ code, answer }) => (code === 0 ? [] : [`I9: ended with ${code}: ${answer?.problem?.sentence}`]),
    }
  },
}
