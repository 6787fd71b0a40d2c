/** The kinds of carriers that the file has a place for, by their names. `many`: it may name several of them. */
export const carrierTypes = [
  { type: 'webhook', name: 'Webhook', many: true, begin: { url: '' } },
  { type: 'ntfy', name: 'ntfy', many: true, begin: { url: '' } },
  { type: 'email', name: 'E-mail', many: false, begin: { to: '', from: '', smtp: '' } },
  { type: 'ping', name: 'Ping (Healthchecks)', many: true, begin: { url: '' } },
  { type: 'command', name: 'Command', many: true, begin: { command: [''] } },
] as const

/** A kind of carrier. */
export type CarrierType = (typeof carrierTypes)[number]['type']

/** What the file says of one carrier. */
export type CarrierEntry = Readonly<Record<string, unknown>>

/** The carriers of a kind: the file may have one, or a list. Pure. */
export function entriesOf(written: unknown): readonly CarrierEntry[] {
  const all = Array.isArray(written) ? written : written === undefined ? [] : [written]
  return all.map((one) => (typeof one === 'object' && one !== null ? (one as CarrierEntry) : {}))
}

/** The same as it stands in the file: one that stood there without a list goes on doing so. Pure. */
export function writeEntries(entries: readonly CarrierEntry[], before: unknown, many: boolean): unknown {
  const [only] = entries
  if (only === undefined) return undefined
  return !many || (entries.length === 1 && before !== undefined && !Array.isArray(before)) ? only : entries
}
