import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** The home was used by a newer Vaultkeeper. A configuration that this one cannot read it does not write; a state that it does not know is made anew. */
export const kind: Kind = {
  id: 'H5',
  says: 'configuration or state of a newer version',
  operations: ['scheduled', 'backup', 'prune', 'copy', 'restore'],
  arm: (bench, { random }) => {
    const file = path.join(bench.home, 'backup_schedule.json')
    const right = readFileSync(file, 'utf8')
    const what = pick(random, ['configuration', 'state'] as const)
    const newer = right.replace('"version": 1', '"version": 7')
    if (what === 'configuration') writeFileSync(file, newer)
    else {
      const database = new DatabaseSync(path.join(bench.home, 'state.sqlite'))
      database.exec('PRAGMA user_version = 9999')
      database.close()
    }
    return {
      hit: () => true,
      wrong: async ({ code, answer, lines }) => {
        if (what === 'state') return code === 0 ? [] : [`H5: a state of a newer version: ended with ${code}: ${answer?.problem?.sentence}`]
        const added = await bench.json(['repository', 'add', 'more', '--type', 'local', '--path', path.join(bench.folder, 'fault', 'more')])
        return [
          ...(added.code === 0 ? ['H5: a configuration of a newer version was changed'] : []),
          ...(readFileSync(file, 'utf8') === newer ? [] : ['H5: a configuration of a newer version was written over']),
          ...(lines.some(({ event }) => event === 'snapshots.removed') ? ['H5: something was removed by rules that nobody can read'] : []),
        ]
      },
      disarm: () => writeFileSync(file, right),
    }
  },
}
