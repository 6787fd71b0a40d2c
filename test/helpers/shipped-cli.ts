import { execFile } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { isAlive } from './cli-processes.ts'
import { projectFolder } from './cli-run.ts'

/** Where the one library that is not built into it is found, and where ordinary users may read, as which some faults are met. */
const modules = path.join(projectFolder, 'node_modules')

/**
 * Builds the command line as it is shipped, and has every test process that is begun after it start that one (`cliCommand`): what is tried is what people get,
 * and it begins in half the time of the sources. A second and a half.
 * @returns what removes it
 */
export async function shipCli(): Promise<() => void> {
  for (const name of readdirSync(modules)) {
    const [, pid] = /^\.shipped-(\d+)$/.exec(name) ?? []
    // Left by a run of tests that was killed.
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(path.join(modules, name), { recursive: true, force: true })
  }
  const folder = path.join(modules, `.shipped-${process.pid}`)
  const build = ['--conditions=source', '--disable-warning=ExperimentalWarning', 'main/build/build-headless.ts', folder]
  await promisify(execFile)(process.execPath, build, { cwd: projectFolder, env: { ...process.env, NODE_ENV: 'production' } })
  process.env['VAULTKEEPER_SHIPPED'] = path.join(folder, 'headless', 'vaultkeeper.cjs')
  return () => rmSync(folder, { recursive: true, force: true })
}

/** Vitest's global set-up. */
export const setup = shipCli
