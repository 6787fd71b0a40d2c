import { waitFor } from '../../helpers/cli-processes.ts'
import { pick } from '../../helpers/seeded.ts'
import { daemonInCase, doubled } from '../daemon-in-case.ts'
import type { Kind } from '../kind.ts'
import { wrongClock } from '../wrong-clock.ts'

const hour = 3_600_000

/** The machine sleeps over due times. It makes up for the newest, once, and says of the others that it was asleep. */
export const kind: Kind = {
  id: 'F1',
  says: 'asleep over one due time, eight, a month of them',
  operations: ['scheduled', 'backup'],
  weight: 0.5,
  arm: async (bench, { random }) => {
    const hours = pick(random, [1, 8, 30 * 24] as const)
    const clock = wrongClock(bench, 0)
    // Half an hour away from now, so that nothing is due by itself.
    const minute = (new Date().getUTCMinutes() + 30) % 60
    const daemon = await daemonInCase(bench, { hourly: { kind: 'custom', schedule: `${minute} * * * *`, sources: ['notes'] } })
    clock.jump(hours * hour)
    await daemon.look()
    await waitFor('the run that is made up for', () => daemon.runs().some(({ verdict }) => verdict !== null))
    await daemon.look()
    const wrong = await daemon.end()
    const runs = daemon.runs()
    const missed = daemon.events('plan.skipped').filter(({ plan, reason }) => plan === 'hourly' && reason === 'asleep')
    const count = missed.reduce((sum, line) => sum + Number(line['count']), 0)
    return {
      hit: () => true,
      wrong: () =>
        [
          ...wrong,
          ...doubled(daemon),
          ...(runs.length === 1 && runs[0]?.verdict === 'done' ? [] : [`asleep for ${hours} h: ${JSON.stringify(runs)}`]),
          ...(count === hours - 1 ? [] : [`asleep for ${hours} h, and ${count} are said to have been slept over`]),
        ].map((one) => `F1: ${one}`),
    }
  },
}
