import { execFile } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { project } from '../../main/build/project.ts'
import { builtOnce } from '../helpers/built-once.ts'
import { provisionPrograms } from '../helpers/programs.ts'
import type { BenchPrograms } from './part.ts'

/** What the built command line is made of. */
const sources = ['main', 'package.json', 'tsconfig.json']

/** The command line as a package of it has it, built now, and the restic that tests are made with. */
export async function benchPrograms(): Promise<BenchPrograms> {
  const { restic } = await provisionPrograms(() => undefined)
  // Helpers of the tests call it from there.
  process.env['VAULTKEEPER_RESTIC'] = restic.program
  const folder = await builtOnce('headless', sources, async (into) => {
    const build = ['--conditions=source', '--disable-warning=ExperimentalWarning', 'main/build/build-headless.ts', into]
    await promisify(execFile)(process.execPath, build, { cwd: project, env: { ...process.env, NODE_ENV: 'production' } })
    // As in the package: without it, Node has to find out of each file what kind of module it is, and tries the other one first.
    copyFileSync(join(project, 'package.json'), join(into, 'package.json'))
  })
  return { cli: [join(folder, 'headless', 'vaultkeeper.cjs')], restic: restic.program }
}
