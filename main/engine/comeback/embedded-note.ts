import { join } from 'node:path'
import type { Configuration } from '../../contract/configuration.ts'
import { embedded } from '../repositories/repository-place.ts'

/**
 * What to do about the repository in Vaultkeeper's own folder, which was lost with the old machine: plans that write into it fail until somebody says. `null` where no
 * plan does. Pure.
 * @param folder where repositories of this home are
 */
export function embeddedNote({ plans }: Pick<Configuration, 'plans'>, folder: string): string | null {
  const names = Object.entries(plans)
    .filter(([, { repositories }]) => repositories.includes(embedded))
    .map(([name]) => name)
  const [first] = names
  if (first === undefined) return null
  return `The backups in "${embedded}" were in Vaultkeeper's own folder on the old computer, and did not come along; ${names.map((name) => `"${name}"`).join(' and ')} would write into them. If its disk can be read, copy the folder "repositories/${embedded}" from there to ${join(folder, embedded)}. If not, add another place with: vaultkeeper repository add NAME --type local --path FOLDER --plan ${first}, and take "${embedded}" out of the plan in the configuration.`
}
