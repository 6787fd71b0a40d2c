import { renameSync } from 'node:fs'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** Somebody deletes a snapshot, which no check of restic's can see: the ledger tells, and nothing is removed meanwhile. */
export const kind: Kind = {
  id: 'E3',
  says: 'snapshot file deleted',
  operations: ['backup', 'verify', 'prune'],
  arm: async (bench, { operation, random }) => {
    const ids = bench.history().flatMap((line) => (line.event === 'run.snapshot' ? [(line['snapshot'] as { id: string }).id] : []))
    const id = pick(random, ids)
    const [from, to] = [path.join(bench.repository, 'snapshots', id), path.join(bench.folder, 'fault', id)]
    renameSync(from, to)
    return {
      hit: () => true,
      wrong: ({ code, answer, lines, stdout }) => [
        ...(code === 0 ? [`E3: ${operation} says that all is well`] : []),
        ...(stdout.includes(id.slice(0, 8)) ? [] : [`E3: ${operation} does not name it: ${answer?.problem?.sentence}`]),
        ...(lines.some(({ event }) => event === 'snapshots.removed') ? ['E3: something was removed while a snapshot is missing'] : []),
      ],
      disarm: () => renameSync(to, from),
      // It is there again, and retention waits for somebody who says what that was.
      person: async () => {
        const { code, stderr } = await bench.json(['status', '--expected'])
        // Where it was the newest one, a plan still stands without a good backup, and status says so.
        return [0, 1].includes(code ?? 9) ? [] : [`E3: nobody can say that it was expected: ${code} ${stderr}`]
      },
    }
  },
}
