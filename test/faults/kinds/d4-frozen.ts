import { readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, processes, signal } from '../../helpers/cli-processes.ts'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { rawRepository } from '../raw-repository.ts'

/** The machine sleeps in the middle of a run. Meanwhile another one takes its lock for stale, and prunes: what the run relies on may be gone. */
export const kind: Kind = {
  id: 'D4',
  says: 'asleep in mid-run, its lock removed and the repository pruned meanwhile',
  operations: ['backup', 'scheduled', 'copy'],
  weight: 0.5,
  waits: true,
  arm: (bench, { operation, random }) => {
    const place = operation === 'copy' ? bench.drive : bench.repository
    bench.environment['NODE_OPTIONS'] =
      `${bench.environment['NODE_OPTIONS'] ?? ''} --import=${path.join(import.meta.dirname, '..', 'light-sleep.ts')}`.trim()
    const after = between(random, 0, 150)
    let struck = false
    return {
      strike: async (running) => {
        while (isAlive(running.pid) && readdirSync(path.join(place, 'locks')).length === 0) await delay(2)
        await delay(after)
        const asleep = [
          running.pid,
          ...processes().flatMap(({ pid, command }) => (path.basename(command[0] ?? '') === 'restic' ? [pid] : [])),
        ]
        if (!isAlive(running.pid) || asleep.length < 2) return
        for (const pid of asleep) signal(pid, 'SIGSTOP')
        const raw = rawRepository(bench, place)
        struck = readdirSync(path.join(place, 'locks')).length > 0
        await raw.run('unlock', '--remove-all')
        await raw.run('prune', '--max-unused', '0')
        await delay(3_500)
        for (const pid of asleep) signal(pid, 'SIGCONT')
      },
      hit: () => struck,
      // That what it calls done is whole, and that the repository is, the oracle looks at.
      wrong: ({ code, answer }) =>
        code === 0 || /^(lock-lost|copy-cut-off)$/.test(answer?.problem?.code ?? '')
          ? []
          : [`D4: ended with ${code}: ${answer?.problem?.code}: ${answer?.problem?.sentence}`],
    }
  },
}
