import { createHash } from 'node:crypto'
import type { Ports } from '../../engine/ports.ts'

/** How long a code is good for, in ms. */
const lifetime = 10 * 60_000
/** Of codes that nobody used so many are remembered. */
const most = 20

/** Codes that stand in a printed address and open the pages once. An address may be seen in a history or a list of processes; by then it is worth nothing. */
export type OneTimeCodes = {
  readonly make: () => string
  /** Uses a code up. @returns whether it was good */
  readonly take: (code: string) => boolean
}

/** The codes of one server. They are kept as hashes, so that finding one tells nothing by the time it takes. */
export function createOneTimeCodes({ clock, randomBytes }: Pick<Ports, 'clock' | 'randomBytes'>): OneTimeCodes {
  const goodUntil = new Map<string, number>()
  return {
    make: () => {
      const code = randomBytes(24).toString('base64url')
      goodUntil.set(hash(code), clock.monotonic() + lifetime)
      for (const old of [...goodUntil.keys()].slice(0, -most)) goodUntil.delete(old)
      return code
    },
    take: (code) => {
      const key = hash(code)
      const until = goodUntil.get(key)
      goodUntil.delete(key)
      return until !== undefined && clock.monotonic() < until
    },
  }
}

const hash = (code: string): string => createHash('sha256').update(code).digest('base64url')
