import { Name } from '../../contract/configuration/names.ts'
import type { ComebackVault } from '../../contract/procedures/comeback.ts'

/** What a repository is called that nobody has named yet. */
export const proposedName = 'backups'

/**
 * A configuration for a machine that kept none in its repository: an older Vaultkeeper, which knew no better. Its vaults, where they were, each day into the repository. A
 * person looks at it and puts it right. Pure.
 */
export function proposedConfiguration(settings: Readonly<Record<string, unknown>>, vaults: readonly ComebackVault[]): string {
  const known = vaults.filter(({ id, path }) => path !== null && Name.safeParse(id).success)
  const configuration = {
    version: 1,
    vaults: Object.fromEntries(known.map(({ id, path }) => [id, { path }])),
    repositories: { [proposedName]: settings },
    plans: known.length === 0 ? {} : { daily: { kind: 'daily', sources: known.map(({ id }) => id), repositories: [proposedName] } },
  }
  return `${JSON.stringify(configuration, undefined, 2)}\n`
}
