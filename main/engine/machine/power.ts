import type { Machine } from '../ports.ts'
import { runProgram } from '../restic/run-program.ts'
import { linuxPower } from './linux-power.ts'
import { askPowerShell } from './power-shell.ts'

/** How a machine is powered, and the charge of its batteries in percent. */
export type Power = Awaited<ReturnType<Machine['power']>>

/** Where the kernel of Linux lists what gives power. */
export const suppliesOfLinux = '/sys/class/power_supply'

const unknown: Power = { source: 'unknown', percent: null }

/** Looks how this machine is powered. What cannot be found out is unknown. */
export async function readPower(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): Promise<Power> {
  switch (platform) {
    case 'linux':
      return linuxPower(suppliesOfLinux)
    case 'darwin': {
      const { code, stdout } = await runProgram('/usr/bin/pmset', ['-g', 'batt'], { environment: { LANG: 'C' }, timeoutMs: 5_000 })
      return code === 0 ? powerOfPmset(stdout) : unknown
    }
    case 'win32': {
      const answer = await askPowerShell(batteryScript, environment)
      return answer === undefined ? unknown : powerOfWindows(answer)
    }
    default:
      return unknown
  }
}

/**
 * Reads what `pmset -g batt` prints:
 *
 *     Now drawing from 'Battery Power'
 *      -InternalBattery-0 (id=4653155)        87%; discharging; 4:32 remaining present: true
 */
export function powerOfPmset(text: string): Power {
  const from = /drawing from '([^']*)'/.exec(text)?.[1]
  const percent = /\t\s*(\d{1,3})%/.exec(text)?.[1]
  if (from === undefined) return unknown
  return { source: from === 'AC Power' ? 'mains' : 'battery', percent: percent === undefined ? null : Number(percent) }
}

/** One line for each battery, `status charge`, behind a line that says that there was an answer at all. */
const batteryScript =
  "'ok'; Get-CimInstance -ClassName Win32_Battery -ErrorAction Stop | ForEach-Object { '{0} {1}' -f $_.BatteryStatus, $_.EstimatedChargeRemaining }"

/**
 * Reads the answer to the script above. `BatteryStatus` is 1, 4 or 5 while a battery gives, and another number while it does not.
 * @see https://learn.microsoft.com/windows/win32/cimwin32prov/win32-battery
 */
export function powerOfWindows(text: string): Power {
  const [first, ...lines] = text.trim().split(/\r?\n/)
  if (first !== 'ok') return unknown
  const batteries = lines.flatMap((line) => {
    const [, status, charge] = /^(\d+) (\d*)$/.exec(line.trim()) ?? []
    return status === undefined ? [] : [{ gives: ['1', '4', '5'].includes(status), percent: charge ? Number(charge) : null }]
  })
  const told = batteries.map(({ percent }) => percent).filter((percent) => percent !== null)
  const percent = told.length === 0 ? null : Math.min(100, Math.round(told.reduce((sum, one) => sum + one, 0) / told.length))
  return { source: batteries.some(({ gives }) => gives) ? 'battery' : 'mains', percent }
}
