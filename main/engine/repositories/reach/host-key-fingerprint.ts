import { createHash } from 'node:crypto'

/** A host key in Base64 as ssh shows it to a person who compares it: `SHA256:` and 43 characters. Pure. */
export function hostKeyFingerprint(key: string): string {
  const hash = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64')
  return `SHA256:${hash.replace(/=+$/, '')}`
}
