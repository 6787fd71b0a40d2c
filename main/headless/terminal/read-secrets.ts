import { createInterface } from 'node:readline'
import { fail } from '../../engine/problem-error.ts'

/**
 * Secrets from standard input, a line each: `part=value`, such as `secret-access-key=...` or `password=...`. The value is all behind the first `=`. The key of a
 * service account is a JSON file, which may have many lines.
 */
export async function readSecrets(input: NodeJS.ReadableStream = process.stdin): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  let open: string | undefined
  for await (const line of createInterface({ input, terminal: false })) {
    if (open !== undefined) {
      const value = `${found.get(open)}\n${line}`
      found.set(open, value)
      if (isJson(value)) open = undefined
      continue
    }
    if (line.trim() === '') continue
    const at = line.indexOf('=')
    // The line itself may be a secret, and is not told.
    if (at < 1)
      fail(
        'secrets-not-understood',
        'A line of standard input is not understood.',
        'Write one secret a line: PART=VALUE, such as password=...',
      )
    const part = line.slice(0, at).trim()
    const value = line.slice(at + 1)
    found.set(part, value)
    if (part === 'service-account' && value.trimStart().startsWith('{') && !isJson(value)) open = part
  }
  return found
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
