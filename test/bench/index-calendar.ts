import { cheapenKey, forgeSnapshot } from '../helpers/forge-snapshots.ts'
import { type BenchHome, percentiles, timesInWords } from './bench-home.ts'
import type { Line } from './part.ts'

/** Very many snapshots: the list of them and the calendar, as processes of their own. */
export async function indexCalendar(home: BenchHome, snapshots: number, rounds: number): Promise<Line[]> {
  const key = cheapenKey(home.repository, home.password)
  for (let number = 0; number < snapshots; number++) {
    const time = new Date(Date.UTC(2026, 0, 1, 6 * number)).toISOString()
    forgeSnapshot(home.repository, key, { time, hostname: 'h', tags: ['vault:notes'] })
  }
  const first = (await home.vaultkeeper('snapshots', '--json')).seconds * 1000
  const [listed, calendar]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    listed.push((await home.vaultkeeper('snapshots', '--json')).seconds * 1000)
    calendar.push((await home.vaultkeeper('snapshots', '--calendar')).seconds * 1000)
  }
  const line = (what: string, took: readonly number[]): Line => {
    const times = percentiles(took)
    return { what, measured: timesInWords(times), promise: 'p50 < 200 ms', kept: times.p50 < 200 }
  }
  return [
    { what: 'vaultkeeper snapshots --json, the first time', measured: `${first.toFixed(0)} ms`, promise: '', kept: true },
    line('vaultkeeper snapshots --json', listed),
    line('vaultkeeper snapshots --calendar', calendar),
  ]
}
