import { lstatSync, readdirSync, utimesSync } from 'node:fs'
import path from 'node:path'

/**
 * What was written since `since` by the machine's clock was written at `time` by the sample's. Folders, too: the deepest first, for a file's time is no
 * change of its folder.
 */
export function dateFiles(folder: string, since: number, time: Date): void {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const places = entries.filter((entry) => entry.isFile() || entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name))
  for (const place of places.toReversed()) if (lstatSync(place).mtimeMs >= since) utimesSync(place, time, time)
}
