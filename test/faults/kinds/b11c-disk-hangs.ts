import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, processes, signal } from '../../helpers/cli-processes.ts'
import type { Kind } from '../kind.ts'
import { operations } from '../operations.ts'
import { toldAs } from '../told-as.ts'

/** restic waits for a disk that does not answer any more, and hears nothing: it is given up, ended by force, and told. */
export const kind: Kind = {
  id: 'B11c',
  says: 'restic stands still in the middle: a disk that hangs',
  operations: ['backup', 'restore', 'verify', 'prune', 'copy', 'drill'],
  weight: 0.25,
  waits: true,
  arm: (bench, { operation, random }) => {
    bench.environment['NODE_OPTIONS'] =
      `${bench.environment['NODE_OPTIONS'] ?? ''} --import=${path.join(import.meta.dirname, '..', 'impatient-with-silence.ts')}`.trim()
    let stopped = 0
    return {
      strike: async (running) => {
        while (isAlive(running.pid) && stopped === 0) {
          await delay(4)
          const found = processes().find(
            ({ command }) => path.basename(command[0] ?? '') === 'restic' && command.includes(operations[operation].restic),
          )
          if (found === undefined) continue
          await delay(random() * 200)
          signal(found.pid, 'SIGSTOP')
          if (isAlive(found.pid)) stopped = found.pid
        }
      },
      hit: ({ code }) => stopped > 0 && code !== 0,
      wrong: (end) => [
        ...(stopped === 0 || end.code === 0 ? [] : toldAs('B11c', end, /^repository-not-answering$/, 30_000, end.took)),
        ...(stopped > 0 && isAlive(stopped) ? ['B11c: restic is still there'] : []),
      ],
    }
  },
}
