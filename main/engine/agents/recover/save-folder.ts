import type { Problem } from '../../../contract/problem.ts'
import type { Core, RunHost } from '../../core.ts'
import { ProblemError } from '../../problem-error.ts'
import { beforeSafety, takeSafetySnapshot } from '../../restore/safety-snapshot.ts'

/** The folder that is to be saved before it is replaced. `entries` as in {@link Surveyed}. */
export type ToSave = {
  readonly agent: string
  readonly run: string
  readonly repository: string
  readonly folder: string
  readonly entries: readonly string[]
}

/** Keeps what is in an agent's folder as a safety snapshot. Throws the problem `agent-not-saved` where that cannot be done: then nothing may be replaced. @returns its id; `null` where there is nothing */
export async function saveFolder(core: Core, { agent, run, repository, folder, entries }: ToSave, host: RunHost): Promise<string | null> {
  if (entries.length === 0) return null
  try {
    return await beforeSafety(core, repository, host, () =>
      takeSafetySnapshot(core, { run, repository, target: folder, touched: entries }, host),
    )
  } catch (error) {
    if (error instanceof ProblemError) throw new ProblemError(notSaved(agent, error.problem), error)
    throw error
  }
}

/** The words of a restore, which could be made without a safety snapshot, in those of a recovery. */
function notSaved(agent: string, { sentence, remedy, detail }: Problem): Problem {
  const why = sentence.replace(/^The safety snapshot could not be made, so nothing was written: /, '')
  return {
    code: 'agent-not-saved',
    sentence: `What is in the folder of ${agent} could not be saved first, so nothing in it was replaced: ${why}`,
    remedy: `${remedy.replace(/ To do without the possibility.*$/, '')} Then bring it back again.`,
    ...(detail === undefined ? {} : { detail }),
  }
}
