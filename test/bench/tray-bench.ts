// How soon the tray app is there. Usage: npm run bench -- --tray [--rounds 7]
import { execFile } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { buildShell } from '../../main/build/build-shell.ts'
import { makeMonth } from '../helpers/sample/sample-month.ts'
import { makePlaces, removePlaces } from '../helpers/sample/sample-places.ts'
import { median } from './measure.ts'

/** What the project promises: the icon after so many ms of our own work. */
const promise = 1_000

/** One start. Times in ms since the first file of the bundle is read, after Node or Electron itself has started. */
type Start = { readonly icon: number; readonly told: number; readonly toolTip: string; readonly megabytes: number }

/**
 * Starts the built app under the fake Electron on a home with a month of history, a process each time: what Electron itself needs is not in it.
 * @returns whether the promise was kept
 */
export async function trayBench(restic: string, rounds: number): Promise<boolean> {
  const places = makePlaces()
  try {
    console.log('Making a month of history …')
    await makeMonth(places)
    // The program as it lies in the package: pages and icons beside it.
    const dist = path.join(places.root, 'dist')
    await buildShell(dist)
    symlinkSync(path.join(import.meta.dirname, '../../assets'), path.join(places.root, 'assets'))
    const bundle = path.join(dist, 'app')
    const environment = {
      PATH: process.env['PATH'],
      HOME: places.person,
      VAULTKEEPER_HOME: places.home,
      VAULTKEEPER_RESTIC: restic,
      XDG_CURRENT_DESKTOP: 'XFCE',
    }
    const starts: Start[] = []
    const start = [...process.execArgv, path.join(import.meta.dirname, 'tray-start.ts'), bundle]
    for (let round = 0; round < rounds; round++) {
      const { stdout } = await promisify(execFile)(process.execPath, start, { env: environment })
      starts.push(JSON.parse(stdout) as Start)
    }
    return report(starts)
  } finally {
    removePlaces(places)
  }
}

function report(starts: readonly Start[]): boolean {
  const icon = median(starts.map((one) => one.icon))
  const row = (what: string, values: readonly number[], unit: string, most = '') =>
    console.log(`| ${what} | ${Math.round(median(values))} ${unit} | ${Math.round(Math.max(...values))} ${unit} | ${most} |`)
  console.log(`\nThe tray app, built, on a month of history: "${starts[0]?.toolTip}"\n`)
  console.log(`| of our own work | median of ${starts.length} | slowest | at most |`)
  console.log('|---|---|---|---|')
  row(
    'until there is an icon',
    starts.map((one) => one.icon),
    'ms',
    `${promise} ms`,
  )
  row(
    'until it tells how things stand',
    starts.map((one) => one.told),
    'ms',
  )
  row(
    'memory of the process without Electron',
    starts.map((one) => one.megabytes),
    'MB',
  )
  console.log(icon <= promise ? '\nKept.' : '\nNot kept.')
  return icon <= promise
}
