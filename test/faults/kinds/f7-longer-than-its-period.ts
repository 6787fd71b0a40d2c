import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { isAlive, processes, signal, waitFor } from '../../helpers/cli-processes.ts'
import { between } from '../../helpers/seeded.ts'
import { daemonInCase, doubled } from '../daemon-in-case.ts'
import type { Kind } from '../kind.ts'
import { shimmed } from '../other-restic.ts'
import { wrongClock } from '../wrong-clock.ts'

const minute = 60_000

/** A run takes longer than its period: it is not begun again beside itself, and what came due meanwhile is one run or a reason. */
export const kind: Kind = {
  id: 'F7',
  says: 'run that takes longer than its period',
  operations: ['scheduled', 'backup'],
  weight: 0.5,
  waits: true,
  arm: async (bench, { random }) => {
    const clock = wrongClock(bench, 0)
    // Slow enough to have a middle.
    shimmed(bench).flags('backup', '--limit-upload=150')
    const daemon = await daemonInCase(bench, { often: { kind: 'custom', schedule: 'every 10m', sources: ['notes'] } })
    const locks = path.join(bench.repository, 'locks')
    clock.jump(10 * minute)
    const looked = daemon.look()
    // Not the one behind it, of what Vaultkeeper keeps of itself.
    const pid = await waitFor('restic with its lock', () => {
      const restic = processes().find(({ command }) => path.basename(command[0] ?? '') === 'restic' && command.includes('--tag=plan:often'))
      return existsSync(locks) && readdirSync(locks).length > 0 ? restic?.pid : undefined
    })
    signal(pid, 'SIGSTOP')
    const stopped = isAlive(pid)
    await looked
    const periods = between(random, 2, 4)
    let most = 0
    for (let period = 1; period <= periods; period++) {
      clock.jump((10 + period * 10) * minute)
      await daemon.look()
      most = Math.max(most, daemon.runs().filter(({ verdict }) => verdict === null).length)
    }
    signal(pid, 'SIGCONT')
    await waitFor('the run for what came due meanwhile', () => daemon.runs().filter(({ verdict }) => verdict !== null).length >= 2)
    await daemon.look()
    const wrong = await daemon.end()
    const runs = daemon.runs()
    const count = daemon
      .events('plan.skipped')
      .filter(({ plan }) => plan === 'often')
      .reduce((sum, line) => sum + Number(line['count']), 0)
    return {
      hit: () => stopped,
      wrong: () =>
        [
          ...wrong,
          ...doubled(daemon),
          ...(most === 1 ? [] : [`${most} runs at once`]),
          ...(runs.every(({ verdict }) => verdict === 'done') && runs.length === 2 ? [] : [JSON.stringify(runs)]),
          ...(count === periods - 1 ? [] : [`${periods} came due meanwhile, and ${count} have a reason`]),
        ].map((one) => `F7: ${one}`),
    }
  },
}
