import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { wrongClock } from '../wrong-clock.ts'

/** An hour that comes twice, or never, or half of it; and a zone which the machine did not have yesterday. */
const moments = [
  ['Europe/Berlin', '2026-10-25T00:59:59.700Z'],
  ['Europe/Berlin', '2026-03-29T00:59:59.700Z'],
  ['America/New_York', '2025-11-02T05:59:59.700Z'],
  ['Australia/Lord_Howe', '2026-04-04T14:59:59.700Z'],
  ['Pacific/Apia', '2026-11-22T10:00:00.000Z'],
  ['Asia/Kathmandu', '2024-02-29T18:14:59.700Z'],
  ['UTC', '2025-12-31T23:59:59.700Z'],
] as const

/** A run over the change of the clocks, the end of a year, a leap day, in a zone of its own. Two labels are never the same, and nothing is removed that stays. */
export const kind: Kind = {
  id: 'F4',
  says: 'clocks change, year ends, leap day, another zone than before',
  operations: ['scheduled', 'backup', 'restore', 'copy', 'drill'],
  arm: (bench, { random, operation }) => {
    const [zone, at] = pick(random, moments)
    wrongClock(bench, Date.parse(at) - Date.now())
    bench.environment['TZ'] = zone
    return {
      hit: ({ lines }) => lines.some(({ time }) => Math.abs(Date.parse(String(time)) - Date.parse(at)) < 60_000),
      wrong: ({ code, answer }) => {
        const labels = bench
          .history()
          .filter(({ event }) => event === 'run.snapshot')
          .map((line) => String((line['snapshot'] as { label?: string } | undefined)?.label ?? line.seq))
        return [
          ...(code === 0 || /clock/.test(answer?.problem?.code ?? '')
            ? []
            : [`F4: ${operation} in ${zone} ended with ${code}: ${answer?.problem?.sentence}`]),
          ...(new Set(labels).size < labels.length ? [`F4: a label was given twice: ${labels.join(', ')}`] : []),
        ]
      },
    }
  },
}
