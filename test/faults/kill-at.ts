import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, processes, signal } from '../helpers/cli-processes.ts'
import type { Running } from '../helpers/cli-run.ts'
import type { Armed } from './kind.ts'

/** Who is killed, and how many ms after it began: restic from its own begin on, the others from that of the command line. */
export type Kill =
  | { readonly whom: 'restic'; readonly command: string; readonly after: number }
  | { readonly whom: 'engine' | 'all'; readonly after: number }

/** Kills at a moment. It has hit where the one that it meant was alive then, and is dead by it. */
export function killAt(kill: Kill): Armed {
  let struck = false
  return {
    hit: ({ signal: by, answer }) => struck && (kill.whom === 'restic' || (by === 'SIGKILL' && answer === undefined)),
    strike: async (running) => {
      if (kill.whom === 'restic') {
        struck = await killRestic(running, kill.command, kill.after)
        return
      }
      await Promise.race([delay(kill.after), running.ended])
      if (!isAlive(running.pid)) return
      const all = kill.whom === 'all' ? resticProcesses() : []
      // All stand still before the first one is gone: none sees another die.
      for (const pid of [running.pid, ...all]) signal(pid, 'SIGSTOP')
      for (const pid of [running.pid, ...all]) signal(pid, 'SIGKILL')
      struck = true
    },
  }
}

/** Waits for restic with that command, and then for the moment. @returns whether it was still there to be killed */
async function killRestic(running: Running, command: string, after: number): Promise<boolean> {
  for (;;) {
    const [pid] = resticProcesses(command)
    if (pid !== undefined) {
      await delay(after)
      if (!isAlive(pid)) return false
      signal(pid, 'SIGKILL')
      return true
    }
    if (!isAlive(running.pid)) return false
    await delay(4)
  }
}

/** Every restic that runs in this case. @param command only those with it */
function resticProcesses(command?: string): number[] {
  return processes()
    .filter(({ command: words }) => path.basename(words[0] ?? '') === 'restic' && (command === undefined || words.includes(command)))
    .map(({ pid }) => pid)
}
