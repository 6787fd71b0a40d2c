import type { Rates } from './rates.ts'
import type { Reach } from './reach/reach.ts'

/**
 * How long a run over a network may show no progress, in ms. restic counts what it has read, and then sends some 80 MB (five packs) before it reads on: half
 * an hour over a slow line. A connection on which nothing moves it gives up by itself after five minutes, and says so.
 */
const slowLine = 60 * 60_000

/** What restic makes of a pack, in bytes, and how many of them it sends at once, where nothing else is configured. */
const usual = { packSize: 16 * 1024 * 1024, connections: 5 }

/** A timer knows no longer time than some weeks. */
const longest = 7 * 24 * 60 * 60_000

/**
 * How long restic may show no progress, in ms; `undefined`: as long as with any disk of this machine. Under a limit restic says nothing until whole packs are
 * through, so it is given twice the time that they take. Pure.
 * @param isFar on a server, or on a drive of another machine
 */
export function silenceOf(
  isFar: boolean,
  { upload, download }: Rates,
  { packSize, options }: { readonly packSize: number | null; readonly options: Reach['options'] },
): number | undefined {
  const rate = Math.min(upload ?? Number.POSITIVE_INFINITY, download ?? Number.POSITIVE_INFINITY)
  if (rate === Number.POSITIVE_INFINITY) return isFar ? slowLine : undefined
  const connections = Object.entries(options).find(([name]) => name.endsWith('.connections'))?.[1] ?? usual.connections
  const onTheWay = (Number(connections) + 1) * (packSize ?? usual.packSize)
  return Math.min(longest, Math.max(slowLine, Math.ceil((2 * onTheWay * 1000) / rate)))
}
