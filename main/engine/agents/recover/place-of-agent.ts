import { relative, sep } from 'node:path'
import type { Core } from '../../core.ts'
import { lookAtTarget, placeOf } from '../../restore/look-at-target.ts'
import { patternSet } from '../../selection/match-pattern.ts'
import { toBytes } from '../../selection/parse-pattern.ts'
import { type KnownVault, knownVaults } from '../../state/queries.ts'
import { isInside } from '../../vaults.ts'
import { type Agent, allAgents } from '../agent-named.ts'

/** A vault that holds an agent's folder, or is it. `within`: the folder's path in the vault, with `/`; empty where it is the vault. */
export type HoldingVault = KnownVault & { readonly within: string; readonly exclude: readonly string[] }

/** The vaults that hold an agent's folder, the nearest first; those that leave it out hold nothing of it. */
export function vaultsOfAgent(core: Core, agent: Pick<Agent, 'path'>): HoldingVault[] {
  const place = placeOf(agent.path)
  return knownVaults(core.state.database)
    .map((vault) => ({ vault, root: placeOf(vault.path) }))
    .filter(({ root }) => isInside(place, root))
    .map(({ vault, root }) => ({
      ...vault,
      within: relative(root, place).split(sep).join('/'),
      exclude: core.settings.configuration?.vaults[vault.id]?.exclude ?? [],
    }))
    .filter(({ within, exclude }) => within === '' || !patternSet(exclude).matches(toBytes(within)))
    .toSorted((one, other) => one.within.length - other.within.length)
}

/** The real folder of an agent: where it is, or would be. Throws a problem for what cannot be one. */
export function folderOfAgent(core: Core, agent: Pick<Agent, 'path'>): { readonly path: string; readonly leadsFrom: string | undefined } {
  const { path, leadsFrom } = lookAtTarget(agent.path, core.home.root)
  return { path, leadsFrom }
}

/** What in an agent's folder is not its own: the folders of other agents, and Vaultkeeper's. Relative, one character per byte. */
export function foreignIn(core: Core, agent: Agent, folder: string): string[] {
  const others = allAgents(core).filter(({ name }) => name !== agent.name)
  return [core.home.root, ...others.map(({ path }) => path)]
    .map(placeOf)
    .filter((path) => path !== folder && isInside(path, folder))
    .map((path) => toBytes(relative(folder, path).split(sep).join('/')))
}
