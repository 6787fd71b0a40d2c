import { halfRestored } from '../state/restore-queries.ts'

/** What a question about a vault is called, in a message and on a card. Pure. */
export function anomalyTitle(code: string | null, name: string): string {
  return code === halfRestored ? `${name} was backed up half restored` : `Unusual change in ${name}`
}
