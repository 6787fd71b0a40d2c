import { readFileSync } from 'node:fs'

/** A user's name, from where most systems have it. */
export function ownerInWords(uid: number): string {
  if (uid === 0) return 'root'
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((one) => one.split(':')[2] === String(uid))
    if (line !== undefined) return String(line.split(':')[0])
  } catch {
    // Other systems keep their users elsewhere.
  }
  return `user ${uid}`
}
