// `npm run dist`: packs the tray app for this platform, into dist/packages.
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { buildShell } from './build-shell.ts'
import { electronAge } from './electron-age.ts'
import { fetchRestic } from './fetch-restic.ts'
import { built, project } from './project.ts'

const { resolve } = createRequire(import.meta.url)
const electron = path.dirname(resolve('electron/package.json'))

process.exitCode = await dist()

/** @returns the exit code */
async function dist(): Promise<number> {
  const runtime = fetchRuntime()
  if (runtime !== undefined)
    return stop(
      `The runtime of Electron could not be fetched (${runtime}), and nothing can be packed without it: connect this machine to the internet once.`,
    )
  const age = await electronAge()
  if (age !== undefined) console.warn(age)
  const vite = path.join(path.dirname(resolve('vite/package.json')), 'bin', 'vite.js')
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: project, stdio: 'inherit' })
  if (status !== 0) return stop('The pages could not be built; why stands above.')
  await buildShell()
  const machines = process.platform === 'darwin' ? ['darwin-x64', 'darwin-arm64'] : [`${process.platform}-${process.arch}`]
  try {
    const fetched = await fetchRestic({ machines, into: path.join(built, 'restic') })
    writeFileSync(path.join(built, 'app', 'restic.json'), `${JSON.stringify(fetched, null, 2)}\n`)
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error))
  }
  try {
    const { build } = await import('electron-builder')
    // For two processors at once electron-builder fetches the runtimes by itself.
    const config = process.platform === 'darwin' ? {} : { electronDist: path.join(electron, 'dist') }
    await build({ projectDir: project, publish: 'never', config })
    return 0
  } catch (error) {
    return stop(`The packages could not be made: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Has Electron's own installer fetch the runtime, where it is not there yet. @returns why that failed */
function fetchRuntime(): string | undefined {
  const { status, stderr, error } = spawnSync(process.execPath, [path.join(electron, 'install.js')], {
    encoding: 'utf8',
    timeout: 600_000,
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  if (status === 0 && existsSync(path.join(electron, 'dist'))) return undefined
  const [first = ''] = (error?.message ?? stderr).split('\n').filter((line) => /error|code|ENOTFOUND|refused|timed/i.test(line))
  return first.trim() || 'its installer failed'
}

function stop(sentence: string): number {
  console.error(sentence)
  return 1
}
