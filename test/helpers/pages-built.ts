import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { takeLock } from '../../main/engine/home/lock.ts'
import { projectFolder } from './cli-run.ts'

const cache = path.join(projectFolder, 'node_modules', '.cache', 'vaultkeeper', 'pages')
/** What the pages are made of. */
const sources = ['renderer', 'main/contract', 'vite.config.ts', 'package-lock.json']
/** Builds of sources as they were before; more are removed. */
const mostKept = 4

/**
 * The folder of the built pages, built now if they are not there as the sources are. Each state of the sources has a folder of its own, so that a
 * test that runs keeps its pages whatever is changed or built meanwhile; test processes that come at the same time wait for one build.
 * `VAULTKEEPER_PAGES` names a folder of built pages to be used instead.
 */
export async function builtPages(): Promise<string> {
  const told = process.env['VAULTKEEPER_PAGES']
  if (told) return told
  const folder = path.join(cache, fingerprint())
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  const lock = await takeLock(cache, 'build', { doing: 'building the pages' })
  try {
    if (!existsSync(folder)) await buildInto(folder)
  } finally {
    lock?.release()
  }
  return folder
}

async function buildInto(folder: string): Promise<void> {
  removeOld()
  const made = `${folder}.making`
  rmSync(made, { recursive: true, force: true })
  const vite = path.join(projectFolder, 'node_modules', 'vite', 'bin', 'vite.js')
  const parameters = ['build', '--outDir', made, '--emptyOutDir', '--logLevel', 'warn']
  // Vitest's own NODE_ENV would make pages for developers.
  const environment = { ...process.env, NODE_ENV: 'production' }
  const child = spawn(process.execPath, [vite, ...parameters], { cwd: projectFolder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`The pages cannot be built:\n${output}`)
  renameSync(made, folder)
}

function removeOld(): void {
  const folders = readdirSync(cache, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const byAge = folders.map(({ name }) => path.join(cache, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const folder of byAge.slice(mostKept - 1)) rmSync(folder, { recursive: true, force: true })
}

/** Of all sources, by their content. */
function fingerprint(): string {
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
