import { createInterface } from 'node:readline'
import { fail } from '../../engine/problem-error.ts'

/** Secrets from standard input, a line each: `part=value`, such as `secret-access-key=...` or `password=...`. The value is all behind the first `=`. */
export async function readSecrets(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for await (const line of createInterface({ input: process.stdin, terminal: false })) {
    if (line.trim() === '') continue
    const at = line.indexOf('=')
    // The line itself may be a secret, and is not told.
    if (at < 1)
      fail(
        'secrets-not-understood',
        'A line of standard input is not understood.',
        'Write one secret a line: PART=VALUE, such as password=...',
      )
    found.set(line.slice(0, at).trim(), line.slice(at + 1))
  }
  return found
}
