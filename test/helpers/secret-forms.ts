import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { contentOf } from './every-file.ts'

/** A secret in every form in which it would still be readable. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const inJson = JSON.stringify(secret).slice(1, -1)
  const base64 = [0, 1, 2].map((shift) =>
    // Inside longer base64 the text is cut at any of three places; its middle stays the same.
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4)
      .replace(/=+$/, '')
      .slice(0, -2),
  )
  return [...new Set([secret, inJson, encodeURIComponent(secret), bytes.toString('hex'), ...base64])].filter((form) => form.length >= 8)
}

/** Where secrets are handed to restic, without a name: whatever has one there lies there until the machine is restarted. */
export const memoryDisk = '/dev/shm'

/** Files below a folder, and on the disk in memory, that hold one of the texts. Folders on that disk are those of other tests. */
export function filesHolding(folder: string, forms: readonly string[]): string[] {
  const inMemory = existsSync(memoryDisk) ? readdirSync(memoryDisk, { withFileTypes: true }) : []
  return [...readdirSync(folder, { recursive: true, withFileTypes: true }), ...inMemory]
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const content = contentOf(file)
      return forms.some((form) => content.includes(form))
    })
}
