import { chmodSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { between, pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { noteOf, notes } from '../operations.ts'

/** A place that may not be read: the repository's packs, one note, or the home. Each is told as what it is. Root without its privilege is an owner like others. */
export const kind: Kind = {
  id: 'B6',
  says: 'no permission for the repository, a note, the home',
  tellsOf: 'refused',
  operations: ['backup', 'restore', 'scheduled', 'verify', 'prune', 'copy', 'drill'],
  needs: ['root'],
  weight: 2,
  asPerson: true,
  arm: (bench, { operation, random }) => {
    const isBackup = operation === 'backup' || operation === 'scheduled'
    const what = pick(random, isBackup ? (['repository', 'note', 'home'] as const) : (['repository', 'home'] as const))
    // Whoever only reads takes no lock.
    const locks = isBackup || operation === 'prune' ? ['locks'] : []
    const places = {
      repository: path.join(bench.repository, pick(random, ['data', 'snapshots', 'keys', ...locks])),
      note: someNote(),
      home: bench.home,
    }
    const place = places[what]
    const { mode } = statSync(place)
    chmodSync(place, 0)
    bench.prefix.push('setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-dac_override,-dac_read_search')

    function someNote(): string {
      const folder = path.dirname(noteOf(bench.vault, between(random, 0, notes - 1)))
      return path.join(folder, pick(random, readdirSync(folder).sort()))
    }
    return {
      hit: ({ code }) => code !== 0,
      // Without the note there is nothing to compare it with.
      vaultMoved: what === 'note',
      wrong: ({ code, stdout, stderr, took, answer }) => [
        ...(code === 0 ? [`B6, ${what}: ${operation} said that all is well`] : []),
        ...(what === 'note' && code !== 3 ? [`B6: one note cannot be read, and it ended with ${code}`] : []),
        ...(/permission|the rights|may not|not allowed|cannot be read|could not be read|EACCES/i.test(`${stdout}${stderr}`)
          ? []
          : [`B6, ${what}: nothing is said of permissions: ${stdout}${stderr}`.slice(0, 600)]),
        ...(answer?.problem?.code === 'repository-damaged' ? [`B6, ${what}: what may not be read was told as damage`] : []),
        ...(took > 20_000 ? [`B6, ${what}: told only after ${Math.round(took)} ms`] : []),
      ],
      disarm: () => chmodSync(place, mode & 0o7777),
    }
  },
}
