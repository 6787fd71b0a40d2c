import { execFile } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { buildShell } from '../../main/build/build-shell.ts'
import { makeMonth } from '../helpers/sample/sample-month.ts'
import { makePlaces, removePlaces } from '../helpers/sample/sample-places.ts'
import { median } from './measure.ts'
import { type Finding, type Line, linesAs, type Part } from './part.ts'

/** What the project promises: the icon after so many ms of our own work. */
const promise = 1_000

/** One start. Times in ms since the first file of the bundle is read, after Node or Electron itself has started. */
type Start = { readonly icon: number; readonly told: number; readonly toolTip: string; readonly megabytes: number }

/** Starts the built app under the fake Electron on a home with a month of history, a process each time: what Electron itself needs is not in it. */
export const trayPart: Part = {
  name: 'tray',
  says: 'The tray app',
  measure: (programs, amount) => trayBench(programs.restic, amount.rounds ?? 7),
}

async function trayBench(restic: string, rounds: number): Promise<Finding> {
  const places = makePlaces()
  try {
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

function report(starts: readonly Start[]): Finding {
  const line = (what: string, values: readonly number[], unit: string, most?: number): Line => ({
    what,
    measured: `${Math.round(median(values))} ${unit}; slowest or largest ${Math.round(Math.max(...values))} ${unit}`,
    promise: most === undefined ? '' : `<= ${most} ${unit}`,
    kept: most === undefined || median(values) <= most,
  })
  const icon = starts.map((one) => one.icon)
  const told = starts.map((one) => one.told)
  const megabytes = starts.map((one) => one.megabytes)
  const lines = linesAs('Of our own work', [
    line('until there is an icon', icon, 'ms', promise),
    line('until it tells how things stand', told, 'ms'),
    line('memory of the process without Electron', megabytes, 'MB'),
  ])
  const of = `Built, on a month of history ("${starts[0]?.toolTip}"), ${starts.length} times; medians. What Electron itself needs is not in it.`
  return { of, tables: [lines.table], missed: lines.missed, numbers: { icon, told, megabytes } }
}
