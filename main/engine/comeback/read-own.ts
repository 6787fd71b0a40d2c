import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Core, RunHost } from '../core.ts'
import { removeTreeSync } from '../home/remove-tree.ts'
import { type OwnAbout, ownFiles } from '../own/own-files.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { resticProblem } from '../restic-problem.ts'
import { CancelledError } from '../runs/record-run.ts'
import type { OpenBackups } from './open-backups.ts'

/** Vaultkeeper's own things of a machine, as they came out of a repository, in a folder of their own. */
export type RestoredOwn = {
  readonly folder: string
  readonly about: OwnAbout
  readonly configuration: Buffer
  readonly remove: () => void
}

/** Why something cannot be read that a snapshot before it may well have. */
const damage: ReadonlySet<string> = new Set(['damaged', 'disk-error', 'item-errors'])

/**
 * Brings Vaultkeeper's own things out of a snapshot into a new folder of this home. Throws problems.
 * @param whole the history and the host keys, too; else only what tells of the machine
 */
export async function readOwn(core: Core, backups: OpenBackups, snapshot: string, whole: boolean, host: RunHost): Promise<RestoredOwn> {
  const folder = mkdtempSync(join(core.home.temporary, `${process.pid}-comeback-`))
  const remove = () => removeTreeSync(folder)
  try {
    const includes = whole ? [] : [`/${ownFiles.about}`, `/${ownFiles.configuration}`]
    const options = { snapshot, target: folder, includes, ...(whole ? { verify: true } : {}) }
    const outcome = await backups.restic.restore(backups.target, options, { signal: host.signal }).outcome
    if (outcome.kind === 'cancelled') throw new CancelledError()
    if (outcome.kind === 'failed' && !damage.has(outcome.reason))
      throw new ProblemError(resticProblem(outcome, { name: backups.location, location: backups.location, hasKeys: true }))
    const [about, configuration] = [join(folder, ownFiles.about), join(folder, ownFiles.configuration)]
    // Whoever knows the password may have put anything there: a link would have other files read, a FIFO would never end.
    const isPlain = readdirSync(folder, { withFileTypes: true }).every((entry) => entry.isFile())
    if (outcome.kind !== 'done' || !isPlain || !existsSync(about) || !existsSync(configuration)) return notWhole()
    return { folder, about: aboutIn(readFileSync(about, 'utf8')), configuration: readFileSync(configuration), remove }
  } catch (error) {
    remove()
    throw error
  }
}

function aboutIn(text: string): OwnAbout {
  const value: Partial<OwnAbout> = JSON.parse(text)
  if (typeof value.host !== 'string' || typeof value.person !== 'string') return notWhole()
  if (value.version !== 1)
    return fail('own-newer', 'What is kept there was made by a newer Vaultkeeper.', 'Install the newest Vaultkeeper, and try again.')
  return {
    version: 1,
    host: value.host,
    person: value.person,
    made: value.made ?? '',
    vaultkeeper: value.vaultkeeper ?? '',
    repositories: value.repositories ?? [],
    variables: value.variables ?? [],
  }
}

function notWhole(): never {
  return fail(
    'own-not-whole',
    'What Vaultkeeper keeps of itself in this repository cannot be read whole.',
    'Find out what is damaged with: restic check --read-data. Vaults can be restored all the same: see the emergency kit.',
  )
}
