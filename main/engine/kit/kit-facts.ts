import { createHash } from 'node:crypto'

/** A fingerprint of where a kit leads: a kit of another one is out of date. It tells nothing of the address that was not known before. Pure. */
export function kitFacts(about: { readonly id: string; readonly location: string; readonly user: string | null }): string {
  return createHash('sha256')
    .update(JSON.stringify([about.id, about.location, about.user]))
    .digest('hex')
    .slice(0, 16)
}
