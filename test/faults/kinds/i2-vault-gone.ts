import { renameSync } from 'node:fs'
import type { Kind } from '../kind.ts'

/** The vault is not there. */
export const kind: Kind = {
  id: 'I2',
  says: 'vault gone',
  tellsOf: 'gone',
  operations: ['backup'],
  arm: (bench) => {
    const away = `${bench.folder}/fault/Notes`
    renameSync(bench.vault, away)
    return {
      hit: () => true,
      wrong: ({ code }) => (code === 0 ? ['I2: there was nothing to back up, and it said that all is well'] : []),
      disarm: () => renameSync(away, bench.vault),
    }
  },
}
