import { createHmac } from 'node:crypto'
import type { Ports } from '../../engine/ports.ts'
import { equalSecrets } from './equal-secrets.ts'

/** How long a code is good for, in ms. */
const lifetime = 10 * 60_000

/**
 * A code that stands in a printed address and opens the pages once. An address may be seen in a history or a list of processes; by then it is worth nothing.
 * It is made of its end, chance, and a seal over both, so that another process on the same home can make one without asking the server.
 * @param key of the server that is to take it; see server-run.ts
 */
export function makeOneTimeCode(key: string, { clock, randomBytes }: Pick<Ports, 'clock' | 'randomBytes'>): string {
  const until = (clock.now().getTime() + lifetime).toString(36)
  const chance = randomBytes(12).toString('base64url')
  return `${until}.${chance}.${seal(key, until, chance)}`
}

/** @returns uses a code up and tells whether it was good */
export function createOneTimeCodes(key: string, { clock }: Pick<Ports, 'clock'>): (code: string) => boolean {
  const used = new Map<string, number>()
  return (code) => {
    const now = clock.now().getTime()
    for (const [old, end] of used) if (end <= now) used.delete(old)
    const [until = '', chance = '', given = '', ...rest] = code.split('.')
    if (rest.length > 0 || !/^[0-9a-z]{1,10}$/.test(until) || !equalSecrets(given, seal(key, until, chance))) return false
    const end = Number.parseInt(until, 36)
    if (end <= now || end > now + lifetime || used.has(chance)) return false
    used.set(chance, end)
    return true
  }
}

const seal = (key: string, until: string, chance: string): string =>
  createHmac('sha256', key).update(`code ${until} ${chance}`).digest().subarray(0, 18).toString('base64url')

/** The address that opens the pages of the server on `port` once, with a code of its own. Show it to nobody but the person. */
export function oneTimeAddress(port: number, key: string, ports: Pick<Ports, 'clock' | 'randomBytes'>): string {
  return `http://127.0.0.1:${port}/?code=${makeOneTimeCode(key, ports)}`
}
