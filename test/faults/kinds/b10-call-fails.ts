import { readFileSync } from 'node:fs'
import path from 'node:path'
import { between, pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** What the kernel refuses, and how often Vaultkeeper alone asks for it in a run, about. */
const refusals = [
  ['fsync', 'EIO', 12],
  ['write', 'ENOSPC', 60],
  ['rename', 'EIO', 4],
  ['unlink', 'EACCES', 10],
  ['openat', 'EMFILE', 120],
  ['mkdir', 'EACCES', 4],
  ['ftruncate', 'EIO', 3],
] as const

/** The n-th call of a kind fails, of Vaultkeeper itself and below its home. There is an outcome, nothing half remains, and the next run is as always. */
export const kind: Kind = {
  id: 'B10',
  says: 'the n-th write, flush, rename, unlink, open fails once',
  operations: ['backup', 'scheduled', 'restore', 'prune', 'copy', 'verify', 'drill'],
  needs: ['strace'],
  weight: 3,
  arm: (bench, { random }) => {
    const [call, error, most] = pick(random, refusals)
    const nth = between(random, 1, Math.ceil(most / 4))
    const log = path.join(bench.folder, 'fault', 'strace')
    const home = ['', 'system-history.jsonl', 'state.sqlite', 'state.sqlite-wal', 'locks', 'run', 'cache', 'temporary', 'ballast'].map(
      (name) => path.join(bench.home, name),
    )
    const paths = home.flatMap((place) => ['-P', place])
    // By place, not by process: restic has nothing there but its cache.
    bench.prefix.push('strace', '-f', '-qq', '-o', log, '-e', `trace=${call}`, ...paths, '-e', `inject=${call}:error=${error}:when=${nth}`)
    return { hit: () => readFileSync(log, 'utf8').includes('(INJECTED)') }
  },
}
