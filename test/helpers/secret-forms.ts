import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

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

/** Files below a folder that hold one of the texts. */
export function filesHolding(folder: string, forms: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const content = readFileSync(file)
      return forms.some((form) => content.includes(form))
    })
}
