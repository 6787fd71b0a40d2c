import type { Shell } from 'electron'
import { faithful } from './faithful.ts'

/** `shell`: what was given to the person's own programs. */
export function createFakeShell() {
  const opened: string[] = []
  const told = {
    openExternal: async (url: string) => void opened.push(url),
  } satisfies Partial<Shell>
  return { electron: { shell: faithful<Shell>('shell', told) }, opened }
}
