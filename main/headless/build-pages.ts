import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pagesFolder } from '../engine/pages/pages-folder.ts'

const project = join(import.meta.dirname, '..', '..')
/** What the pages are made of. */
const sources = ['renderer', 'main/contract', 'vite.config.ts', 'package-lock.json'].map((name) => join(project, name))

/** Builds the pages where they are missing or older than what they are made of, unless others are named; tells why when that fails. @returns whether they are there */
export function buildPagesIfStale(): boolean {
  if (process.env['VAULTKEEPER_PAGES'] || newest([pagesFolder({})]) >= newest(sources)) return true
  process.stderr.write('Building the pages: some seconds, the first time.\n')
  const vite = join(project, 'node_modules', 'vite', 'bin', 'vite.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build'], { cwd: project, encoding: 'utf8' })
  if (status === 0) return true
  process.stderr.write(`${stdout}${stderr}\nThe pages could not be built.\nTo build them again, and see why: npm run build:pages\n`)
  return false
}

/** When the newest of these files, and of those in these folders, was written; 0 where there is none. */
function newest(paths: readonly string[]): number {
  const times = paths.flatMap((path) => {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (!stats?.isDirectory()) return [stats?.mtimeMs ?? 0]
    const inside = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    return inside.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs)
  })
  return Math.max(0, ...times)
}
