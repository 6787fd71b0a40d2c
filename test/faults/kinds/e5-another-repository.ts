import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { toldAs } from '../told-as.ts'

/** Somebody put another repository in its place, which the same password opens. */
export const kind: Kind = {
  id: 'E5',
  says: 'another repository in the place of the known one',
  operations: ['backup', 'verify', 'prune', 'copy'],
  arm: (bench, { operation }) => {
    const [place, name] = operation === 'copy' ? [bench.drive, 'drive'] : [bench.repository, 'default']
    const kept = path.join(bench.folder, 'fault', 'real')
    renameSync(place, kept)
    mkdirSync(place)
    execFileSync(bench.restic, ['-r', place, '--no-cache', '--password-file', path.join(bench.folder, 'keys', name), 'init'], {
      stdio: 'ignore',
    })
    const id = readFileSync(path.join(place, 'config'))
    return {
      hit: () => true,
      wrong: (end) => [
        ...toldAs('E5', end, /another|other|not-the-same|swapped|repository/),
        ...(readdirSync(path.join(place, 'snapshots')).length > 0 ? ['E5: something was stored in the wrong repository'] : []),
        ...(readFileSync(path.join(place, 'config')).equals(id) ? [] : ['E5: the config was written over']),
      ],
      disarm: () => {
        rmSync(place, { recursive: true })
        renameSync(kept, place)
      },
    }
  },
}
