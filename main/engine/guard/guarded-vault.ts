import { realpathSync } from 'node:fs'
import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { knownVaults } from '../state/queries.ts'
import { isInside } from '../vaults.ts'

/** A vault whose set-up is looked at. `path`: the real one. `configuration`: the files that a person named; empty where nobody did. */
export type GuardedVault = {
  readonly id: string
  readonly name: string
  readonly path: string
  readonly configuration: readonly string[]
}

/**
 * The vault that a person means by its id, name or path, or by a folder in it: one of the configuration, else one that was backed up. Throws a problem for
 * none.
 */
export function guardedVault(core: Core, text: string): GuardedVault {
  const configured = Object.entries(core.settings.configuration?.vaults ?? {}).map(([id, { name, path, configuration }]) => ({
    id,
    name,
    path: realOrSame(path),
    written: path,
    configuration,
  }))
  const known = knownVaults(core.state.database).map((vault) => ({ ...vault, written: vault.path, configuration: [] }))
  const vaults = [...configured, ...known.filter(({ id }) => !configured.some((vault) => vault.id === id))]
  const place = realOrSame(text)
  const found =
    vaults.find(({ id }) => id === text) ??
    vaults.find(({ name, written, path }) => name === text || written === text || path === place) ??
    // The innermost of those that the folder lies in.
    vaults.filter(({ path }) => isInside(place, path)).toSorted((one, other) => other.path.length - one.path.length)[0]
  if (found === undefined)
    return fail(
      'vault-unknown',
      `There is no vault "${text}".`,
      vaults.length === 0
        ? 'Make a first backup with: vaultkeeper backup FOLDER'
        : `There are: ${vaults.map(({ name }) => name).join(', ')}.`,
    )
  return { id: found.id, name: found.name, path: found.path, configuration: found.configuration }
}

function realOrSame(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
