import path from 'node:path'
import { takeFromArchive } from '../../main/engine/restic/debian-archive.ts'
import { findRestic, type Restic } from '../../main/engine/restic/find-restic.ts'
import { inIncomingFolder } from '../../main/engine/restic/incoming-folder.ts'
import { keepCopy, ownCopies } from '../../main/engine/restic/own-copy.ts'
import { runProgram } from '../../main/engine/restic/run-program.ts'
import { quickRestic } from './quick-restic.ts'

/** What tests bring along lives here and goes with `node_modules`. */
const binDirectory = path.join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'vaultkeeper', 'bin')

type Progress = (line: string) => void

/** The restic that tests run with: `VAULTKEEPER_RESTIC`, one on PATH, or one that is brought into the project's cache. */
export async function provisionPrograms(progress: Progress = console.log): Promise<{ restic: Restic }> {
  const found = await findRestic({ environment: process.env, binDirectory, progress })
  if (!found.ok) throw new Error(`${found.problem.sentence} ${found.problem.remedy}`)
  return { restic: found.restic }
}

/** The path of `restic-rest-server`, brought when it is first asked for. */
export function provideRestServer(progress?: Progress): Promise<string> {
  return provideFromArchive('restic-rest-server', progress)
}

/** The path of `rclone`, brought when it is first asked for: stable Debian's is too old for restic. */
export function provideRclone(progress?: Progress): Promise<string> {
  return provideFromArchive('rclone', progress)
}

async function provideFromArchive(name: string, progress: Progress = console.log): Promise<string> {
  const kept = (await ownCopies({ binDirectory, name })).find((copy) => copy.ok)
  if (kept?.ok) return kept.program
  progress(`Taking ${name} from the package archive of this machine ...`)
  return inIncomingFolder(binDirectory, async (folder) => {
    const taken = await takeFromArchive({ package: name, suite: 'sid', folder, run: runProgram, environment: process.env })
    if (!taken.ok) throw new Error(`${name} is needed by a test and not to be had: ${taken.why}.`)
    const copy = await keepCopy({ binDirectory, name, version: taken.version, program: taken.program, incoming: folder, source: 'archive' })
    if (!copy.ok) throw new Error(`${copy.folder} ${copy.fault}.`)
    return copy.program
  })
}

/** Vitest's global set-up: every test process finds the restic in its environment, one that makes repositories quickly, and beside it the same as it is. */
export async function setup(): Promise<void> {
  const { restic } = await provisionPrograms()
  process.env['RESTIC_AS_IT_IS'] = restic.program
  process.env['VAULTKEEPER_RESTIC'] = quickRestic(restic.program, path.join(binDirectory, '..', 'quick'))
}
