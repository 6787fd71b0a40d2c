import { signal, waitFor } from '../../helpers/cli-processes.ts'
import { between, pick } from '../../helpers/seeded.ts'
import { daemonInCase, doubled } from '../daemon-in-case.ts'
import type { Kind } from '../kind.ts'
import { wrongClock } from '../wrong-clock.ts'

/** The process of the schedule stands still for minutes, as on a machine that swaps, and goes on: no burst of what was missed. */
export const kind: Kind = {
  id: 'L2',
  says: 'schedule stands still for a minute to an hour, and goes on',
  operations: ['scheduled', 'backup'],
  weight: 0.5,
  waits: true,
  arm: async (bench, { random }) => {
    const minutes = pick(random, [2, 4, 10, 60] as const)
    const clock = wrongClock(bench, 0)
    const daemon = await daemonInCase(bench, { often: { kind: 'custom', schedule: 'every 1m', sources: ['notes'] } })
    const { pid } = daemon.running()
    signal(pid, 'SIGSTOP')
    clock.jump(minutes * 60_000)
    // Its timers go by another clock, and are due by then.
    await new Promise((resolve) => setTimeout(resolve, between(random, 100, 600)))
    signal(pid, 'SIGCONT')
    await daemon.look()
    await waitFor('one run', () => daemon.runs().some(({ verdict }) => verdict !== null))
    await daemon.look()
    const wrong = await daemon.end()
    const runs = daemon.runs()
    return {
      hit: () => true,
      wrong: () =>
        [
          ...wrong,
          ...doubled(daemon),
          // A minute of the machine's own may pass meanwhile.
          ...(runs.length <= 2 && runs[0]?.verdict === 'done' ? [] : [`still for ${minutes} min: ${JSON.stringify(runs)}`]),
        ].map((one) => `L2: ${one}`),
    }
  },
}
