import { waitFor } from '../../helpers/cli-processes.ts'
import { between } from '../../helpers/seeded.ts'
import { daemonInCase, doubled } from '../daemon-in-case.ts'
import type { Kind } from '../kind.ts'
import { wrongClock } from '../wrong-clock.ts'

const minute = 60_000

/** The schedule is killed and started again and again, and sleeps in between: each due time has one run or one reason, in the small (a year of it is a test). */
export const kind: Kind = {
  id: 'F9',
  says: 'schedule killed, started again, asleep, in turns',
  operations: ['scheduled', 'backup'],
  weight: 0.25,
  waits: true,
  arm: async (bench, { random }) => {
    const clock = wrongClock(bench, 0)
    const begun = Date.now()
    const past = (begun / minute) % 60
    // So far away from now that none is due but by a jump.
    const due = Math.floor(past + 30) % 60
    const daemon = await daemonInCase(bench, {
      hourly: { kind: 'custom', schedule: `${due} * * * *`, timeZone: 'UTC', sources: ['notes'] },
    })
    let ahead = 0
    for (let turn = 0; turn < 2; turn++) {
      const before = daemon.runs().length
      // Never to less than ten minutes before or behind a due time: the machine may be slow.
      ahead += between(random, 1, 5) * 60 * minute
      clock.jump(ahead)
      if (random() < 0.5) await daemon.killAndStart()
      else await daemon.look()
      await waitFor('a run', () => daemon.runs().length > before)
      if (random() < 0.3) await daemon.killAndStart()
      // One that was killed is made up for a minute later, or left to a newer one.
      await waitFor('the end of all', () => daemon.runs().every(({ verdict }) => verdict !== null))
    }
    await daemon.look()
    const wrong = await daemon.end()
    const runs = daemon.runs()
    const first = Math.ceil((begun - due * minute) / (60 * minute)) * 60 * minute + due * minute
    const dues = Array.from({ length: ahead / (60 * minute) }, (_, number) => new Date(first + number * 60 * minute).toISOString())
    const skipped = daemon.events('plan.skipped').filter(({ plan }) => plan === 'hourly')
    const reasons = (time: string) => skipped.filter((line) => String(line['from']) <= time && time <= String(line['to'])).length
    const open = dues.filter((time) => {
      const of = runs.filter((run) => run.due === time)
      return (
        reasons(time) > 1 || (of.length === 0 && reasons(time) === 0) || (reasons(time) > 0 && of.some(({ verdict }) => verdict === 'done'))
      )
    })
    return {
      hit: () => true,
      wrong: () =>
        [
          ...wrong,
          ...doubled(daemon),
          ...(open.length === 0 ? [] : [`not one run or one reason: ${open.join()} of ${JSON.stringify([runs, skipped])}`]),
        ].map((one) => `F9: ${one}`),
    }
  },
}
