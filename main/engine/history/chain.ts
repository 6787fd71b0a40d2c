import { createHash } from 'node:crypto'

/** The hash that the first line of a history names as its previous one. */
export const chainStart = '0'.repeat(64)

const seal = /,"hash":"([0-9a-f]{64})"\}$/

/**
 * Writes one line of the history. The hash covers the exact bytes of the line without its hash, and those name the hash of the line before:
 * whoever changes, removes or inserts a line breaks the chain there.
 *
 * Example: `{"seq":2,"time":"...","previous":"ab..","event":"run.intent",...,"hash":"cd.."}`
 */
export function sealLine(body: { seq: number; time: string; previous: string } & Record<string, unknown>): { line: string; hash: string } {
  const text = JSON.stringify(body)
  const hash = sha256(text)
  return { line: `${text.slice(0, -1)},"hash":"${hash}"}`, hash }
}

/** What one line of the history is found to be when it is read back. */
export type ReadLine =
  | { readonly kind: 'sound'; readonly seq: number; readonly previous: string; readonly hash: string; readonly value: unknown }
  | { readonly kind: 'damaged'; readonly why: string }

/** Checks one line by itself: JSON, sealed, and the seal fits. Whether it follows the line before is for the caller to compare. */
export function readLine(line: string): ReadLine {
  const match = seal.exec(line)
  if (match === null) return { kind: 'damaged', why: 'it carries no hash' }
  if (sha256(`${line.slice(0, match.index)}}`) !== match[1]) return { kind: 'damaged', why: 'its hash does not fit its content' }
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { kind: 'damaged', why: 'it is not JSON' }
  }
  const { seq, previous, hash } = value as Record<string, unknown>
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || typeof previous !== 'string' || typeof hash !== 'string')
    return { kind: 'damaged', why: 'it has no place in the chain' }
  return { kind: 'sound', seq, previous, hash, value }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
