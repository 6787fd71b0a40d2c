import type { Trigger } from '../../contract/trigger.ts'
import { ProblemError } from '../problem-error.ts'
import type { Ending } from './record-run.ts'

/** Problems that pass by themselves. */
const passing = new Set([
  'drive-not-connected',
  'keychain-locked',
  'keychain-not-answering',
  'network-log-in',
  'being-brought-back',
  'being-restored',
])

/** A run that nobody asked for is skipped, not failed, for a problem that passes by itself. Throws every other error on. */
export function skipIfPassing(error: unknown, trigger: Trigger = 'manual'): Ending<never> {
  if (!(error instanceof ProblemError) || !passing.has(error.problem.code) || trigger === 'manual') throw error
  return { verdict: 'skipped', problem: error.problem, warnings: [] }
}
