import { isAlive, signal, waitFor } from '../../helpers/cli-processes.ts'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import type { OperationName } from '../operations.ts'

const lines: Partial<Record<OperationName, readonly string[]>> = {
  backup: ['run.intent', 'run.snapshot', 'run.verified', 'snapshot.judged'],
  prune: ['run.intent', 'snapshots.removing', 'snapshots.removed'],
  restore: ['run.intent', 'restore.begun'],
}

/** Vaultkeeper is killed right behind a line of its history: between what it did and what comes next. */
export const kind: Kind = {
  id: 'A3b',
  says: 'Vaultkeeper killed behind a line of its history',
  operations: ['backup', 'prune', 'restore'],
  weight: 14,
  kills: true,
  arm: (bench, { operation, random }) => {
    const wanted = pick(random, lines[operation] ?? ['run.intent'])
    const before = bench.history().length
    let struck = false
    return {
      strike: async (running) => {
        const seen = () =>
          bench
            .history()
            .slice(before)
            .some(({ event }) => event === wanted)
        await waitFor(`${wanted}, or the end`, () => seen() || !isAlive(running.pid))
        if (!isAlive(running.pid)) return
        signal(running.pid, 'SIGKILL')
        struck = true
      },
      hit: ({ signal: by, answer }) => struck && by === 'SIGKILL' && answer === undefined,
    }
  },
}
