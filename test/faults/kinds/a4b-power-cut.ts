import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'

/** The power fails in the moment in which it says how it ended. What was told has to be on the disk by then: each line of the history flushed behind its writing. */
export const kind: Kind = {
  id: 'A4b',
  says: 'power cut once it has told: what was not flushed is lost',
  operations: ['backup', 'restore', 'prune', 'copy', 'verify', 'drill', 'scheduled'],
  needs: ['strace'],
  arm: (bench) => {
    const log = path.join(bench.folder, 'fault', 'strace')
    const history = path.join(bench.home, 'system-history.jsonl')
    bench.prefix.push('strace', '-f', '-qq', '-o', log, '-e', 'trace=write,pwrite64,fsync,fdatasync', '-P', history)
    const calls = () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .flatMap((line) => /^\d+\s+(write|pwrite64|fsync|fdatasync)\(.*= \d+$/.exec(line)?.[1] ?? [])
    return {
      hit: () => calls().some((call) => call.includes('write')),
      wrong: () => {
        const all = calls()
        const lost = all.length - 1 - Math.max(all.lastIndexOf('fsync'), all.lastIndexOf('fdatasync'))
        return lost > 0 ? [`A4b: ${lost} lines of the history were told of and would be lost`] : []
      },
    }
  },
}
