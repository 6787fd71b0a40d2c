import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pagesFolder } from '../engine/pages/pages-folder.ts'

const project = join(import.meta.dirname, '..', '..')

/** Something that a working copy builds for itself. */
type Built = {
  /** As a person calls it. */
  readonly name: string
  /** What is built. */
  readonly results: readonly string[]
  /** What it is made of, from the project's folder. */
  readonly sources: readonly string[]
  /** What Node runs to build it. */
  readonly command: readonly string[]
  /** How a person builds it. */
  readonly byHand: string
}

const pages: Built = {
  name: 'pages',
  results: [pagesFolder({})],
  sources: ['renderer', 'main/contract', 'vite.config.ts', 'package-lock.json'],
  command: ['node_modules/vite/bin/vite.js', 'build'],
  byHand: 'npm run build:pages',
}
const trayApp: Built = {
  name: 'tray app',
  results: [join(project, 'dist', 'app'), join(project, 'dist', 'preload')],
  sources: ['main/contract', 'main/engine', 'main/electron', 'main/restic-wrapper/src', 'preload', 'main/build', 'package-lock.json'],
  command: ['--conditions=source', '--disable-warning=ExperimentalWarning', 'main/build/build-shell.ts'],
  byHand: 'npm run build:shell',
}

/** Builds the pages where they are missing or older than what they are made of, unless others are named. @returns whether they are there */
export function buildPagesIfStale(): boolean {
  return Boolean(process.env['VAULTKEEPER_PAGES']) || buildIfStale(pages)
}

/** The same for the tray app: what Electron runs, and what its windows load before a page. */
export function buildTrayAppIfStale(): boolean {
  return buildIfStale(trayApp)
}

/** Tells why when it cannot be built. */
function buildIfStale({ name, results, sources, command, byHand }: Built): boolean {
  const oldestResult = Math.min(...results.map((result) => newest([result])))
  if (oldestResult >= newest(sources.map((source) => join(project, source)))) return true
  process.stderr.write(`Building the ${name}: some seconds, the first time.\n`)
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: project, encoding: 'utf8' })
  if (status === 0) return true
  process.stderr.write(`${stdout}${stderr}\nThe ${name} could not be built.\nTo build it again, and see why: ${byHand}\n`)
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
