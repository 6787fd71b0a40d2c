import { join } from 'node:path'
import type { Configuration } from '../../contract/configuration.ts'
import { embedded } from '../repositories/repository-place.ts'

/**
 * What is to be known of the repository in Vaultkeeper's own folder, which was lost with the old machine: plans that write into it make a new one, unless the old one is
 * put there first. `null` where no plan does. Pure.
 * @param folder where repositories of this home are
 */
export function embeddedNote({ plans }: Pick<Configuration, 'plans'>, folder: string): string | null {
  const names = Object.entries(plans)
    .filter(([, { repositories }]) => repositories.includes(embedded))
    .map(([name]) => name)
  if (names.length === 0) return null
  return `The backups in "${embedded}" were in Vaultkeeper's own folder on the old computer, and did not come along. The next backup of ${names.map((name) => `"${name}"`).join(' or ')} begins new ones there; nothing needs to be done. To keep the old ones instead, if the old disk can be read: before that backup, copy the folder "repositories/${embedded}" from there to ${join(folder, embedded)}, and give its password with: vaultkeeper secret set ${embedded}`
}
