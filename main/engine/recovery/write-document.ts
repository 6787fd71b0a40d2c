import type { RecoveryDocument, WrittenDocument } from '../../contract/procedures/recovery.ts'
import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'

/** How the recovery document of a vault stands. */
export async function recoveryDocumentOf(core: Core, vault: string): Promise<RecoveryDocument> {
  return fail('not-yet', `The recovery document of ${vaultNamedHere(core, vault)} cannot be made yet.`, 'Wait for the next version.')
}

/** Brings recovery documents up to date. */
export async function writeDocuments(core: Core, vault?: string): Promise<WrittenDocument[]> {
  return [...Object.keys(core.settings.configuration?.vaults ?? {})]
    .filter((id) => vault === undefined || id === vault)
    .map((id) => fail('not-yet', `The recovery document of ${id} cannot be written yet.`, 'Wait for the next version.'))
}

/** The id of a vault of the configuration by its id, name or path. */
export function vaultNamedHere(core: Core, text: string): string {
  const vaults = Object.entries(core.settings.configuration?.vaults ?? {})
  const found = vaults.find(([id, { path }]) => id === text || path === text) ?? vaults.find(([, { name }]) => name === text)
  return (
    found?.[0] ??
    fail(
      'vault-not-configured',
      `The configuration has no vault "${text}", and only its vaults have a recovery document.`,
      vaults.length === 0
        ? 'Vaults are written into the configuration: vaultkeeper config path'
        : `There are: ${vaults.map(([id]) => id).join(', ')}.`,
    )
  )
}
