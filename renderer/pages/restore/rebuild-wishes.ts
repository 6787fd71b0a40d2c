import type { VaultThen } from '../../../main/contract/procedures/moments.ts'
import type { Wish } from './restore-wish.ts'
import type { WizardState } from './wizard-state.ts'

/** A vault that is brought back, and how. */
export type RebuildWish = { readonly vault: VaultThen; readonly wish: Wish }

/** The vaults that are brought back together: those that were chosen, or all; of agents only these. What was never saved by then cannot be. Pure. */
export function vaultsToRebuild(all: readonly VaultThen[], { need, vaults }: Pick<WizardState, 'need' | 'vaults'>): readonly VaultThen[] {
  return all.filter(
    ({ vault, agent, moment }) => moment !== null && (need !== 'agent' || agent) && (vaults.length === 0 || vaults.includes(vault)),
  )
}

/** What is asked for each vault: into its place, or into a folder of its name below another one. Two of one name get a number. Pure. */
export function rebuildWishes(
  vaults: readonly VaultThen[],
  { place, folder, policy, special }: Pick<WizardState, 'place' | 'folder' | 'policy' | 'special'>,
): readonly RebuildWish[] {
  if (place === 'folder' && folder.trim() === '') return []
  const taken = new Set<string>()
  return vaults.flatMap((vault) => {
    if (vault.moment === null) return []
    const name = ownName(vault.name, taken)
    taken.add(name)
    const below = `${folder.trim().replace(/[/\\]+$/, '')}/${name}`
    // A folder that is gone is made again.
    const original = vault.there ? null : vault.path
    const wish: Wish = {
      snapshot: vault.moment.snapshot,
      vault: vault.vault,
      repository: vault.moment.repository,
      paths: [],
      target: place === 'folder' ? below : original,
      overwrite: place === 'beside' ? 'keep-both' : policy,
      asItWas: false,
      special,
    }
    return [{ vault, wish }]
  })
}

/** A vault's name as that of a folder. Names come from configurations: what is a path in one is none here. */
function ownName(vault: string, taken: ReadonlySet<string>): string {
  const plain = vault.replace(/[/\\]/g, '-').replace(/^\.*$/, 'vault')
  let name = plain
  for (let number = 2; taken.has(name); number++) name = `${plain} ${number}`
  return name
}
