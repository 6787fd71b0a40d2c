import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { noteOf, operations } from '../operations.ts'

/** Where a file belongs lies a FIFO, before which restic waits for ever and hears no SIGTERM. */
export const kind: Kind = {
  id: 'J4',
  says: 'FIFO in the target where a file belongs',
  operations: ['restore'],
  arm: (bench) => {
    const place = path.join(bench.back, path.relative(bench.vault, noteOf(bench.vault, 12)))
    mkdirSync(path.dirname(place), { recursive: true })
    execFileSync('mkfifo', [place])
    return {
      once: [...operations.restore.parameters(bench), '--overwrite', 'always'],
      hit: () => true,
      vaultMoved: true,
      wrong: ({ took }) => (took > 20_000 ? [`J4: it took ${Math.round(took)} ms`] : []),
      disarm: () => rmSync(place, { force: true }),
    }
  },
}
