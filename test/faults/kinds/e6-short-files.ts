import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { between } from '../../helpers/seeded.ts'
import { filesOf } from '../damage.ts'
import type { Kind } from '../kind.ts'
import { toldAs } from '../told-as.ts'

/** The config or all keys of a repository are shorter than restic expects anything to be, at which it panics. */
export const kind: Kind = {
  id: 'E6',
  says: 'config or keys cut below 32 bytes',
  operations: ['backup', 'verify', 'prune', 'copy', 'drill'],
  arm: (bench, { operation, random }) => {
    const place = operation === 'copy' ? bench.drive : bench.repository
    const config = random() < 0.5
    const files = config ? [path.join(place, 'config')] : filesOf(place, 'keys')
    const before = files.map((file) => [file, readFileSync(file)] as const)
    for (const file of files) truncateSync(file, between(random, 0, 31))
    return {
      hit: () => true,
      wrong: (end) => [
        // A drill says that not all comes back, and of what.
        ...toldAs(`E6, ${config ? 'config' : 'keys'}`, end, operation === 'drill' ? /damaged|drill-failed/ : /damaged/, 15_000, end.took),
        ...(/panic|slice bounds/.test(end.answer?.problem?.sentence ?? '') ? [`E6: ${end.answer?.problem?.sentence}`] : []),
      ],
      disarm: () => {
        for (const [file, content] of before) writeFileSync(file, content)
      },
    }
  },
}
