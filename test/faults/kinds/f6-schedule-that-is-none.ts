import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import { changeConfiguration } from '../change-configuration.ts'
import type { OperationEnd } from '../fault-bench.ts'
import type { Kind } from '../kind.ts'

/** What other programs take for every minute, for seconds, or for nothing at all. */
const schedules = [
  '',
  ' ',
  '7',
  '0 0 31 2 *',
  '0 0 30 2 *',
  '0 7 * * * *',
  '0 0 7 * * * *',
  '60 7 * * *',
  '0 24 * * *',
  '0 7 * * 8',
  '*/0 * * * *',
  '5-1 * * * *',
  '1,,2 * * * *',
  '@daily',
  'every 59s',
  'every 367d',
  'daily',
  '\u0000',
  '٠ 7 * * *',
  `0 7 * * ${'1,'.repeat(600)}1`,
] as const

/** A plan has a schedule that is none. It is refused, with the line and the column where it stands. */
export const kind: Kind = {
  id: 'F6',
  says: 'schedule that is none: empty, 31 February, seven fields',
  operations: ['scheduled', 'prune', 'copy'],
  weight: 2,
  arm: (bench, { random }) => {
    const schedule = pick(random, schedules)
    const putBack = changeConfiguration(bench, (before) => ({
      ...before,
      plans: { daily: { ...before.plans.daily, schedule } },
    }))
    const lines = readFileSync(path.join(bench.home, 'backup_schedule.json'), 'utf8').split('\n')
    const line = lines.findIndex((text) => text.includes('"schedule": '))
    const place = `backup_schedule.json:${line + 1}:${(lines[line] ?? '').indexOf('"schedule": ') + '"schedule": '.length + 1}: `
    const tells = ({ stdout, stderr }: OperationEnd) => `${stdout}${stderr}`.includes(place)
    return {
      hit: () => line > 0,
      wrong: async (end) => [
        ...(tells(end) || tells(await bench.json(['status'])) ? [] : [`F6: ${JSON.stringify(schedule)} is not told with ${place}`]),
        ...(end.lines.some(({ event }) => event === 'snapshots.removed') ? ['F6: something was removed'] : []),
        ...(end.took > 15_000 ? [`F6: told only after ${Math.round(end.took)} ms`] : []),
      ],
      disarm: putBack,
    }
  },
}
