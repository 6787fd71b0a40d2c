import { fail } from '../../problem-error.ts'
import type { Agent } from '../agent-named.ts'

/** Throws the problem of an agent that nothing can be brought back from. @param why a sentence */
export function noBackup({ name }: Agent, why: string): never {
  return fail(
    'agent-no-backup',
    `${name} cannot be brought back. ${why}`,
    'See that its folder is in a vault of a plan, and back that up (vaultkeeper backup PLAN): from its first backup on it can be brought back.',
  )
}
