import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, linkSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { projectFolder } from './cli-run.ts'

/** What the programs and pages are built from. */
const sources = ['main', 'preload', 'renderer', 'assets', 'LICENSE', 'package.json', 'vite.config.ts', 'tsconfig.json']

/** The folders that are shipped, in `dist`. */
export const shippedFolders = ['app', 'headless', 'pages', 'preload'] as const

/**
 * Copies the sources to a folder, with the libraries that are installed here beside them: those that end in a bundle lie there in fact, for a build writes where
 * it found each; the tools are links.
 * @param bundled names of the packages that end in a bundle
 * @param from a copy, so that two of them are surely of the same sources
 */
export function copyOfSources(into: string, bundled: readonly string[], from: string = projectFolder): string {
  const filter = (file: string) => !['node_modules', 'dist'].includes(path.basename(file))
  for (const name of sources) cpSync(path.join(from, name), path.join(into, name), { recursive: true, filter })
  const [here, there] = [projectFolder, into].map((folder) => path.join(folder, 'node_modules')) as [string, string]
  mkdirSync(there, { recursive: true })
  for (const name of bundled) linkFiles(path.join(here, name), path.join(there, name))
  for (const name of readdirSync(here).flatMap((one) =>
    one.startsWith('@') ? readdirSync(path.join(here, one)).map((each) => `${one}/${each}`) : [one],
  )) {
    const place = path.join(there, name)
    mkdirSync(path.dirname(place), { recursive: true })
    // Ours is one of the sources.
    const target = name === 'restic-wrapper' ? path.join(into, 'main', name) : path.join(here, name)
    if (!name.startsWith('.') && !existsSync(place)) symlinkSync(target, place)
  }
  return into
}

/** A copy of a package at next to no cost: each file is the same one under another name, where both lie on one disk. */
function linkFiles(from: string, into: string): void {
  mkdirSync(into, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [file, copy] = [path.join(from, entry.name), path.join(into, entry.name)]
    if (entry.isDirectory()) linkFiles(file, copy)
    else if (!/\.map$|\.d\.[cm]?ts$/.test(entry.name)) linkOrCopy(file, copy)
  }
}

function linkOrCopy(file: string, copy: string): void {
  try {
    linkSync(file, copy)
  } catch {
    copyFileSync(file, copy)
  }
}

/** Builds all that is shipped, by the scripts of the copy, in the copy. @returns its `dist` */
export async function buildApart(copy: string): Promise<string> {
  const script = (...parameters: string[]) =>
    promisify(execFile)(process.execPath, ['--conditions=source', '--disable-warning=ExperimentalWarning', ...parameters], {
      cwd: copy,
      // Vitest's own NODE_ENV would make pages for developers.
      env: { ...process.env, NODE_ENV: 'production' },
      timeout: 120_000,
    })
  await script('main/build/build-headless.ts')
  await script('main/build/build-shell.ts')
  await script('node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn')
  return path.join(copy, 'dist')
}
