import type { Problem } from '../../contract/problem.ts'
import type { Core } from '../core.ts'
import { realOrSame } from '../machine/real-or-same.ts'
import { isInside, nameOfVault } from '../vaults.ts'
import { unfinishedComeback } from './unfinished-comeback.ts'

/**
 * Why a folder cannot be backed up now: a vault that lies there, or that holds it, is being brought back, and is not all there yet. A backup of half of it would be the
 * newest good one. `undefined` where nothing of the kind goes on, or was cut off.
 * @param folder a real path
 */
export function beingBroughtBack(core: Core, folder: string): Problem | undefined {
  const { begun = [], from } = unfinishedComeback(core) ?? {}
  for (const { vault } of begun) {
    const { path, name = nameOfVault(core, vault) } = core.settings.configuration?.vaults[vault] ?? {}
    const place = path === undefined ? undefined : realOrSame(path)
    if (place !== undefined && (isInside(folder, place) || isInside(place, folder)))
      return {
        code: 'being-brought-back',
        sentence: `${name} is being brought back from ${from}, and not all of it is there yet: it is backed up again when it is.`,
        remedy:
          'Nothing to do while that goes on. If it was cut off, say it again: vaultkeeper init --from REPOSITORY. To leave the vault as it is now: vaultkeeper init --as-it-is',
      }
  }
  return undefined
}
