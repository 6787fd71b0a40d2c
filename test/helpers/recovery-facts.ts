import type { RecoveryFacts, RepositoryFacts, VaultFacts } from '../../main/engine/recovery/facts.ts'

/** A vault below the home folder, as a recovery document is told of it. */
export function vaultFacts(of: Partial<VaultFacts> & Pick<VaultFacts, 'id'>): VaultFacts {
  const path = of.id
  return {
    name: of.id,
    path: `/home/ada/${path}`,
    to: { from: 'home', path },
    toItsPlace: true,
    inside: null,
    exclude: [],
    only: null,
    ...of,
  }
}

/** A folder on a drive with what one plan saved. */
export function repositoryFacts(of: Partial<RepositoryFacts> & { readonly vaults: RepositoryFacts['vaults'] }): RepositoryFacts {
  return {
    name: 'drive',
    words: 'in a folder',
    folder: { from: 'root', path: '/mnt/drive/repository' },
    onThisComputer: false,
    mirrorOf: null,
    enabled: true,
    way: { location: '/mnt/drive/repository', flags: [], steps: [] },
    secrets: [],
    ...of,
  }
}

/** All that a document is made from. */
export function recoveryFacts(of: Partial<RecoveryFacts>): RecoveryFacts {
  return { version: '1.2.3', host: 'laptop', platform: 'linux', repositories: [], vaults: [], agents: [], secrets: [], ...of }
}
