import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '../core.ts'
import { realOrSame } from '../machine/real-or-same.ts'
import { fail, systemCode } from '../problem-error.ts'
import { vaultCalled } from '../runs/vault-called.ts'
import { knownVaults } from '../state/queries.ts'
import { isInside, vaultAt } from '../vaults.ts'
import type { GitWish } from './judge-git.ts'

const hour = 3_600_000

/** All vaults that may be in git: those of the configuration, and those that were backed up without one. `path` is the real one. */
export function gitVaults(core: Core): GitWish[] {
  const configured = Object.entries(core.settings.configuration?.vaults ?? {}).map(([id, { name, path, git }]): GitWish => {
    const { remotes = null, push = 'never', unpushedAfter = 2 * hour, uncommittedAfter = 24 * hour } = git ?? {}
    return { vault: id, name, path: realOrSame(path), guarded: git !== null, push, remotes, unpushedAfter, uncommittedAfter }
  })
  const others = knownVaults(core.state.database).filter(({ id, path }) => !configured.some((one) => one.vault === id || one.path === path))
  return [...configured, ...others.map(unguarded)]
}

/**
 * The vault that a person means by its id, its name, its folder or one in it; of a folder that is in no vault, that folder. Throws a problem for what is neither,
 * and for a name that several have.
 */
export function gitVault(core: Core, text: string): GitWish {
  const vaults = gitVaults(core)
  const place = realOrSame(text)
  const called = vaults.map((wish) => ({ id: wish.vault, name: wish.name, path: wish.path, wish }))
  const known = vaultCalled(called, text)?.wish ?? vaults.find(({ path }) => path === place)
  if (known !== undefined) return known
  // A name that is mistyped would lie in the vault that one is in, too.
  const around = existsSync(place) ? vaultAround(core, place) : undefined
  if (around !== undefined) return around
  if (isFolder(place)) return { ...unguarded(vaultAt(place, core.home)), called: place }
  return fail(
    'vault-unknown',
    `There is no vault and no folder "${text}".`,
    vaults.length === 0 ? 'Name a folder.' : `There are: ${vaults.map(({ name }) => name).join(', ')}.`,
  )
}

/** The vault that a folder lies in; the innermost of several. */
export function vaultAround(core: Core, folder: string): GitWish | undefined {
  const place = realOrSame(folder)
  const around = gitVaults(core).filter(({ path }) => isInside(place, path))
  return around.toSorted((one, other) => other.path.length - one.path.length)[0]
}

/** Whether something of git lies in a folder itself; one that only lies in a repository further up is looked at when it is asked for. */
export function isInGit({ path }: Pick<GitWish, 'path'>): boolean {
  return existsSync(join(path, '.git'))
}

function unguarded({ id, name, path }: { id: string; name: string; path: string }): GitWish {
  return {
    vault: id,
    name,
    path: realOrSame(path),
    guarded: false,
    push: 'never',
    remotes: null,
    unpushedAfter: 2 * hour,
    uncommittedAfter: 24 * hour,
  }
}

/** Also of what can be no path at all, such as one with a zero byte, or longer than any may be. */
function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch (error) {
    if (['ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(systemCode(error))) return false
    throw error
  }
}
