import type { GuardStanding } from '../../contract/procedures/guard.ts'
import type { Core } from '../core.ts'
import { guardedVault } from './guarded-vault.ts'

/** How the set-up of a vault stands. */
export async function guardVault(core: Core, text: string, _signal: AbortSignal): Promise<GuardStanding> {
  const { id, name } = guardedVault(core, text)
  return {
    vault: id,
    name,
    at: core.ports.clock.now().toISOString(),
    git: false,
    why: 'none',
    verdict: 'good',
    files: [],
    findings: [],
    more: 0,
    variables: { example: '.env.example', exists: false, missing: [] },
    left: [],
  }
}
