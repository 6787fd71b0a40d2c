import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'

const PREFIX = '.incoming-'
const STALE_MS = 24 * 60 * 60 * 1000

/**
 * Runs `work` with a fresh temporary folder inside `binDirectory` and removes the folder afterwards, whatever happened. Inside, because a
 * finished copy is put in its place by a rename, which must not cross file systems. What a killed process left is swept after a day.
 */
export async function inIncomingFolder<T>(binDirectory: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(binDirectory, { recursive: true, mode: 0o700 })
  await sweep(binDirectory)
  const folder = await mkdtemp(path.join(binDirectory, PREFIX))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function sweep(binDirectory: string): Promise<void> {
  for (const name of await readdir(binDirectory)) {
    if (!name.startsWith(PREFIX)) continue
    const folder = path.join(binDirectory, name)
    const facts = await stat(folder).catch(() => undefined)
    if (facts && Date.now() - facts.mtimeMs > STALE_MS) await rm(folder, { recursive: true, force: true })
  }
}
