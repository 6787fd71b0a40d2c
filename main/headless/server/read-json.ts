import type { IncomingMessage } from 'node:http'
import { type Refusal, refusals } from './refusal.ts'

/** The most that is taken of a body, in bytes. */
const largest = 1_048_576
/** Nothing that a procedure takes is nested like this. */
const deepest = 64

/** The body of a request as JSON, or why it is not taken. An empty one is no value. */
export async function readJson(request: IncomingMessage): Promise<{ readonly value: unknown } | { readonly refusal: Refusal }> {
  const { headers } = request
  const length = Number(headers['content-length'] ?? 0)
  const hasBody = length > 0 || headers['transfer-encoding'] !== undefined
  if (headers['content-encoding'] !== undefined || headers['content-disposition'] !== undefined) return { refusal: refusals.type }
  if (headers['content-type'] === undefined ? hasBody : !isJson(headers['content-type'])) return { refusal: refusals.type }
  if (length > largest) return { refusal: refusals.large }
  const parts: Buffer[] = []
  let size = 0
  // No `for await`: leaving it early would end the connection before the answer is out.
  const refusal = await new Promise<Refusal | undefined>((resolve, reject) => {
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size <= largest) parts.push(part)
      else {
        // No more of it is taken, so that whoever sends it has to stop.
        request.pause()
        resolve(refusals.large)
      }
    })
    request.on('end', () => resolve(undefined))
    request.on('error', reject)
    request.on('close', () => reject(new Error('The request ended before its body did.')))
  })
  if (refusal !== undefined) return { refusal }
  return parseJson(Buffer.concat(parts))
}

/** JSON out of bytes; not well-formed or nested too deep is a refusal. Pure. */
function parseJson(bytes: Buffer): { readonly value: unknown } | { readonly refusal: Refusal } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (isDeep(text)) return { refusal: refusals.malformed }
    return { value: text === '' ? undefined : JSON.parse(text) }
  } catch {
    return { refusal: refusals.malformed }
  }
}

const isJson = (type: string): boolean => /^application\/json(?: *; *charset="?utf-8"?)?$/i.test(type)

/** Counts brackets outside of texts: before parsing, for an object of a million levels is hard to get rid of. */
function isDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at += 1
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{' || character === '[') {
      depth += 1
      if (depth > deepest) return true
    } else if (character === '}' || character === ']') depth -= 1
  }
  return false
}
