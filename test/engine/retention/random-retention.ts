import type { KeepRules } from '../../../main/contract/configuration/keep.ts'
import { offsetAt } from '../../../main/engine/schedule/zone.ts'
import { between, pick, type Random } from '../../helpers/seeded.ts'

const counts = ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const
const spans = ['within', 'withinHourly', 'withinDaily', 'withinWeekly', 'withinMonthly', 'withinYearly'] as const

/** Rules as a configuration may have them: one to four of the twelve. */
export function randomRules(random: Random, withSpans = true): KeepRules {
  const keep: Record<string, number | string> = {}
  const size = between(random, 1, 4)
  while (Object.keys(keep).length < size) {
    if (withSpans && random() < 0.4) keep[pick(random, spans)] = randomSpan(random)
    else keep[pick(random, counts)] = random() < 0.1 ? 1000 : between(random, 1, 15)
  }
  return keep as KeepRules
}

function randomSpan(random: Random): string {
  const parts = [
    random() < 0.2 ? `${pick(random, [1, 2, 7, 9999])}y` : '',
    random() < 0.3 ? `${between(random, 1, 14)}m` : '',
    random() < 0.5 ? `${between(random, 1, 400)}d` : '',
    random() < 0.3 ? `${between(random, 1, 100)}h` : '',
  ]
  return parts.join('') || '14d'
}

/** A moment as restic writes it on a machine in that zone. `part`: of a second. */
export function stampIn(zone: string, time: number, part: number): string {
  const offset = offsetAt(time, zone)
  const wall = new Date(time + offset).toISOString().slice(0, 19)
  const nanoseconds = String(Math.floor(part * 1e9))
    .padStart(9, '0')
    .replace(/0+$/, '')
  const fraction = nanoseconds === '' ? '' : `.${nanoseconds}`
  if (zone === 'UTC') return `${wall}${fraction}Z`
  const minutes = Math.abs(offset) / 60_000
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${wall}${fraction}${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}
