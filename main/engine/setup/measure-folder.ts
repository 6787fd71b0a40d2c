import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Deadline } from './deadline.ts'
import { leftOutNames } from './fitting-excludes.ts'

/** How much is in a folder; `counted` is false where not all could be counted. */
export type Measure = { readonly files: number; readonly bytes: number; readonly counted: boolean }

/**
 * Counts files and bytes of a folder, links not followed, without what {@link leftOutNames} names and what is excluded at the top. Ends at the deadline.
 * @param excludes patterns of restic; only names, and names at the top (`/dist`), are understood: it is an estimate
 */
export async function measureFolder(folder: string, excludes: readonly string[], deadline: Deadline): Promise<Measure> {
  const anywhere = new Set([...leftOutNames, ...excludes.filter((one) => !one.includes('/'))])
  const atTop = new Set(excludes.filter((one) => /^\/[^/]+$/.test(one)).map((one) => one.slice(1)))
  const waiting = [folder]
  let [files, bytes] = [0, 0]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const here = next
    const entries = await readdir(here, { withFileTypes: true }).catch(() => [])
    const wanted = entries.filter(({ name }) => !anywhere.has(name) && !(here === folder && atTop.has(name)))
    const plain = wanted.filter((entry) => entry.isFile())
    waiting.push(...wanted.filter((entry) => entry.isDirectory()).map(({ name }) => join(here, name)))
    // In groups: a folder of 100,000 files is not to take all threads of the disk at once.
    for (let start = 0; start < plain.length; start += 64) {
      const group = plain.slice(start, start + 64)
      const sizes = await Promise.all(
        group.map(({ name }) =>
          lstat(join(here, name)).then(
            ({ size }) => size,
            () => 0,
          ),
        ),
      )
      files += group.length
      bytes += sizes.reduce((sum, size) => sum + size, 0)
      if (!deadline.spend(group.length)) return { files, bytes, counted: false }
    }
    if (!deadline.spend(1) && waiting.length > 0) return { files, bytes, counted: false }
  }
  return { files, bytes, counted: true }
}
