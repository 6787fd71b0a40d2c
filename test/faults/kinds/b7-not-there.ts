import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'

/** The drive of a known repository is not plugged in: an empty folder lies there, and no new repository is made in it. */
export const kind: Kind = {
  id: 'B7',
  says: 'drive of the repository not connected',
  tellsOf: 'gone',
  operations: ['backup', 'restore', 'prune', 'copy', 'verify', 'drill'],
  asPerson: true,
  arm: (bench, { operation }) => {
    const place = operation === 'copy' ? path.dirname(bench.drive) : bench.repository
    const location = operation === 'copy' ? bench.drive : bench.repository
    const disk = onSmallDisk(place, path.join(bench.folder, 'fault', 'disk'), '64m')
    const newest = bench.history().findLast(({ event }) => event === 'run.snapshot')?.['snapshot'] as { id: string } | undefined
    disk.pull()
    let made = false
    return {
      hit: () => true,
      wrong: ({ code, took, answer }) => {
        made = existsSync(path.join(location, 'config'))
        return [
          // What another repository has as well may be had back from there; that it is an older state has to be said.
          ...(code === 0 && (operation !== 'restore' || (answer?.result?.snapshot !== newest?.id && answer?.warnings?.length === 0))
            ? [`B7: ${operation} said that all is well: ${answer?.result?.label}`]
            : []),
          ...(made ? ['B7: a new repository was made where the old one is only not connected'] : []),
          ...(took > 15_000 ? [`B7: told only after ${Math.round(took)} ms`] : []),
        ]
      },
      disarm: () => {
        disk.plugIn()
        disk.leave()
      },
    }
  },
}
