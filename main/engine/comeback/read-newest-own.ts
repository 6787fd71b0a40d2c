import type { Core, RunHost } from '../core.ts'
import { ProblemError } from '../problem-error.ts'
import type { SeenOwn } from './machines-of.ts'
import type { OpenBackups } from './open-backups.ts'
import { type RestoredOwn, readOwn } from './read-own.ts'

/** Own things that could be read, with the snapshot that they are of, and what a person should know of it. */
export type NewestOwn = RestoredOwn & { readonly own: SeenOwn; readonly notes: readonly string[] }

/**
 * Vaultkeeper's own things as of the newest snapshot in which nothing is damaged: those of a day earlier are worth more than none. Throws the problem of the newest where none can be
 * read, and any that is not of the one snapshot alone.
 * @param owns newest first
 * @param whole see {@link readOwn}
 */
export async function readNewestOwn(
  core: Core,
  backups: OpenBackups,
  owns: readonly SeenOwn[],
  whole: boolean,
  host: RunHost,
): Promise<NewestOwn | undefined> {
  let damaged: ProblemError | undefined
  for (const own of owns) {
    try {
      const read = await readOwn(core, backups, own.id, whole, host)
      const note = 'What Vaultkeeper kept of itself last in this repository cannot be read whole: what it kept before that comes back.'
      return { ...read, own, notes: damaged === undefined ? [] : [note] }
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'own-not-whole') throw error
      damaged ??= error
    }
  }
  if (damaged !== undefined) throw damaged
  return undefined
}
