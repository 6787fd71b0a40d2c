import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { takeLock } from '../../main/engine/home/lock.ts'
import { projectFolder } from './cli-run.ts'

/** Builds of sources as they were before; more are removed. */
const mostKept = 4

/**
 * The folder of something built, built now if it is not there as the sources are. Each state of the sources has a folder of its own, so that a test that runs
 * keeps what it has whatever is changed or built meanwhile; test processes that come at the same time wait for one build.
 * @param sources what it is made of: files and folders, from the project's folder
 */
export async function builtOnce(name: string, sources: readonly string[], build: (into: string) => Promise<void>): Promise<string> {
  const cache = path.join(projectFolder, 'node_modules', '.cache', 'vaultkeeper', name)
  const folder = path.join(cache, fingerprint(sources))
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  const lock = await takeLock(cache, 'build', { doing: `building the ${name}` })
  try {
    if (!existsSync(folder)) {
      removeOld(cache)
      const made = `${folder}.making`
      rmSync(made, { recursive: true, force: true })
      await build(made)
      renameSync(made, folder)
    }
  } finally {
    lock?.release()
  }
  return folder
}

function removeOld(cache: string): void {
  const folders = readdirSync(cache, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const byAge = folders.map(({ name }) => path.join(cache, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const folder of byAge.slice(mostKept - 1)) rmSync(folder, { recursive: true, force: true })
}

/** Of all sources, by their content. */
function fingerprint(sources: readonly string[]): string {
  const hash = createHash('sha256')
  for (const source of sources) {
    const place = path.join(projectFolder, source)
    if (!existsSync(place)) continue
    const names = statSync(place).isDirectory()
      ? readdirSync(place, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => path.join(entry.parentPath, entry.name))
          .sort()
      : [place]
    for (const name of names)
      hash
        .update(`${path.relative(projectFolder, name)}\0`)
        .update(readFileSync(name))
        .update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}
