import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Kind } from '../kind.ts'
import { rawRepository } from '../raw-repository.ts'

/** Somebody forgets the snapshot and prunes while it is restored, or read. What did not come back is told; what is said to be there is. */
export const kind: Kind = {
  id: 'J8b',
  says: 'snapshot forgotten and pruned elsewhere while it is restored',
  operations: ['restore', 'verify', 'drill', 'copy'],
  arm: async (bench, { operation, moment, span }) => {
    const raw = rawRepository(bench, bench.repository)
    const newest = await raw.newestOf('notes')
    const aside = path.join(bench.folder, 'fault', 'repository')
    execFileSync('cp', ['-a', bench.repository, aside])
    let struck = false
    return {
      strike: async (running) => {
        let over = false
        void running.ended.then(() => {
          over = true
        })
        await Promise.race([delay(moment * span * 0.5), running.ended])
        if (over) return
        await raw.run('unlock', '--remove-all')
        await raw.run('forget', '--quiet', newest)
        // A lock that was made since is in its way, and then it is forgotten alone.
        await raw.run('prune', '--quiet', '--max-unused=0').catch(() => undefined)
        struck = true
      },
      hit: () => struck,
      wrong: ({ code, signal }) => (signal === null && code !== null ? [] : [`J8b: ${operation} was ended by ${signal}`]),
      // The repository is put back as it was: what it has lost is another matter (E3).
      disarm: () => {
        rmSync(bench.repository, { recursive: true })
        execFileSync('cp', ['-a', aside, bench.repository])
      },
      person: async () => {
        await bench.json(['status', '--expected'])
        return []
      },
    }
  },
}
