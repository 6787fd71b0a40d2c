import { createHash } from 'node:crypto'
import type { Difference, Entry } from './entry.ts'

/**
 * The hash that a decision is about: SHA-256 over what differs, path by path, with the hashes of both contents. The same change has the same hash in
 * whichever repository, and whenever it is read. Pure.
 */
export function hashChange(differences: readonly Difference[]): string {
  const hash = createHash('sha256').update('vaultkeeper change 1\n')
  const side = (entry: Entry | null) => (entry === null ? null : [entry.kind, entry.sha256])
  const lines = differences.map(({ path, change, before, after }) => JSON.stringify([path, change, side(before), side(after)]))
  for (const line of lines.sort()) hash.update(`${line}\n`)
  return hash.digest('hex')
}
