import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Power } from './power.ts'

/** What the kernel says of one supply; a field that it does not have is an empty text. */
type Supply = (field: string) => string

/**
 * How this machine is powered, by the kernel's list of supplies. Batteries of mice and the like do not count. A machine without a battery is on mains,
 * whatever else it has.
 * @param folder usually /sys/class/power_supply
 * @see https://docs.kernel.org/power/power_supply_class.html
 */
export function linuxPower(folder: string): Power {
  const supplies = suppliesIn(folder)
  if (supplies === undefined) return { source: 'unknown', percent: null }
  const batteries = supplies.filter((read) => ['Battery', 'UPS'].includes(read('type')) && read('present') !== '0')
  if (batteries.length === 0) return { source: 'mains', percent: null }
  return { source: sourceOf(supplies, batteries), percent: chargeOf(batteries) }
}

function suppliesIn(folder: string): Supply[] | undefined {
  try {
    const all = readdirSync(folder).map(
      (name): Supply =>
        (field) =>
          readField(join(folder, name, field)),
    )
    return all.filter((read) => read('scope') !== 'Device')
  } catch {
    return undefined
  }
}

function readField(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    // Some drivers answer with an error while they are asleep.
    return ''
  }
}

function sourceOf(supplies: readonly Supply[], batteries: readonly Supply[]): Power['source'] {
  // A port of USB-C says that it is online even while it feeds something: where there is a plug of its own kind, that one counts.
  for (const types of [['Mains'], ['USB', 'Wireless']]) {
    const plugs = supplies.filter((read) => types.includes(read('type')) && read('online') !== '')
    if (plugs.some((read) => read('online') !== '0')) return 'mains'
    if (plugs.length > 0) return batteries.some(isFilling) ? 'mains' : 'battery'
  }
  if (batteries.some((read) => read('status') === 'Discharging')) return 'battery'
  return batteries.some(isFilling) ? 'mains' : 'unknown'
}

function isFilling(read: Supply): boolean {
  return ['Charging', 'Full', 'Not charging'].includes(read('status'))
}

/** Of several batteries all they hold together, where they tell it in one unit; else their mean. */
function chargeOf(batteries: readonly Supply[]): number | null {
  for (const unit of ['energy', 'charge']) {
    const now = sum(batteries.map((read) => number(read(`${unit}_now`))))
    const full = sum(batteries.map((read) => number(read(`${unit}_full`))))
    if (now !== null && full !== null && full > 0) return percentOf((now / full) * 100)
  }
  const told = batteries.map((read) => number(read('capacity'))).filter((one) => one !== null)
  const total = sum(told)
  return total === null || told.length === 0 ? null : percentOf(total / told.length)
}

function number(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null
}

function sum(values: readonly (number | null)[]): number | null {
  let total = 0
  for (const value of values) {
    if (value === null) return null
    total += value
  }
  return total
}

function percentOf(value: number): number {
  return Math.min(100, Math.max(0, Math.round(value)))
}
