import type { Outcome } from 'restic-wrapper'
import type { Core } from '../core.ts'
import { silentMountOf } from '../machine/silent-mounts.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { resticProblem } from '../restic-problem.ts'
import { isInside } from '../vaults.ts'
import { strayInWords } from './drive-away.ts'
import { whyNotWritable } from './local-files.ts'

/** Whoever asked it for anything would wait until it answers, and everything with them. */
export function refuseSilent(name: string, location: string): void {
  const mount = silentMountOf(location)
  if (mount === undefined) return
  fail(
    'drive-not-connected',
    `The repository "${name}" is on a network drive that does not answer: ${mount}.`,
    'See that the machine that it belongs to is running and can be reached; what is due is made up for then.',
  )
}

/** A disk that takes no writes: restic itself would retry for a quarter of an hour. */
export function refuseUnwritable(name: string, location: string): void {
  const why = whyNotWritable(location)
  if (why === undefined) return
  throw new ProblemError(resticProblem(failed(why === 'read-only' ? 'read-only' : 'permission-denied'), { name, location, hasKeys: true }))
}

/** A drive that is not connected comes back; the folder in our own home should never be gone. */
export function notThere(core: Core, name: string, location: string): ProblemError {
  if (isInside(location, core.home.root)) return new ProblemError(resticProblem(failed('no-repository'), { name, location, hasKeys: true }))
  return new ProblemError({
    code: 'drive-not-connected',
    sentence: `The repository "${name}" is not where it was: ${location}.`,
    remedy: `Connect its drive, or put the folder back. Vaultkeeper never makes a new one in its place: if it is lost for good, give the new one another name in the configuration.${strayInWords(location)}`,
  })
}

/** The folder is there, and its rights keep us out. */
export function notReadable(name: string, location: string): ProblemError {
  return new ProblemError(resticProblem(failed('permission-denied'), { name, location, hasKeys: true }))
}

/** The failure that restic would come to in the end, known beforehand. */
function failed(reason: 'no-repository' | 'read-only' | 'permission-denied'): Extract<Outcome<unknown>, { kind: 'failed' }> {
  return { kind: 'failed', reason, message: '', detail: '', exitCode: null, signal: null, failures: [], failureCount: 0 }
}
