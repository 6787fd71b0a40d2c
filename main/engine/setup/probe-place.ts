import type { Core, RunHost } from '../core.ts'
import { ProblemError } from '../problem-error.ts'
import { lookAtPlace } from '../repositories/local-files.ts'
import type { RepositoryPlace } from '../repositories/repository-place.ts'
import { resticOf } from '../repositories/restic-of.ts'
import { wayInto } from '../repositories/way-into.ts'
import { resticProblem } from '../restic-problem.ts'
import { CancelledError } from '../runs/record-run.ts'

/** What a password makes of a place: nothing is there, it opens what is there, or it does not. */
export type Probe = 'nothing' | 'opens' | 'wrong-password'

/**
 * Tries a password at the place of a repository that the history does not know yet. Creates nothing, takes no lock.
 * @param password one that opens nothing, to learn only whether something is there, if left out
 */
export async function probePlace(
  core: Core,
  name: string,
  place: RepositoryPlace,
  password: string | undefined,
  host: RunHost,
): Promise<Probe> {
  const { location, remote } = place
  if (!remote && lookAtPlace(location) !== 'repository') return 'nothing'
  if (!remote && password === undefined) return 'wrong-password'
  const restic = await resticOf(core, name, { signal: host.signal, onLine: (text) => host.onProgress({ step: 'note', text }) })
  const value = password ?? core.ports.randomBytes(16).toString('hex')
  const target = { ...(await wayInto(core, name, place)), password: { from: 'value', value }, noLock: true, noCache: true } as const
  const outcome = await restic.catConfig(target, {}, { signal: host.signal }).outcome
  if (outcome.kind === 'done' || outcome.kind === 'partial') return 'opens'
  if (outcome.kind === 'cancelled') throw new CancelledError()
  if (outcome.reason === 'no-repository') return 'nothing'
  if (outcome.reason === 'wrong-password') return 'wrong-password'
  throw new ProblemError(resticProblem(outcome, { name, location, hasKeys: true }))
}
