import { relative, sep } from 'node:path'
import { vaultSnapshots } from '../content/vault-snapshots.ts'
import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { seenRepositories } from '../repositories/repository-place.ts'
import { vaultNow } from '../state/former-vaults.ts'
import type { KnownSnapshot } from '../state/queries.ts'
import type { GitAt } from './git-at.ts'
import type { RepositoryFacts } from './git-facts.ts'
import type { GitWish } from './judge-git.ts'

/** Where the repository's own folder is in the vault's snapshots. Throws a problem for one that lies outside of the vault. */
export async function gitFolderInVault(git: GitAt, { path, name }: GitWish, repository: RepositoryFacts): Promise<string> {
  const { stdout } = await git(['rev-parse', '--path-format=absolute', '--git-common-dir'])
  const way = relative(path, stdout.trim())
  if (way === '' || way.startsWith('..'))
    return fail(
      'branch-outside-vault',
      `The repository of ${repository.folder} keeps its history in ${stdout.trim()}, outside of ${name}: the snapshots do not have it.`,
      'Look for the branch in a backup of that folder.',
    )
  return way.split(sep).join('/')
}

/** The snapshots of a vault, newest first, of all repositories; each repository is opened once, when its first turn comes. */
export function snapshotsOfVault(
  core: Core,
  vault: string,
  host: RunHost,
): { snapshot: KnownSnapshot; open: () => Promise<OpenRepository> }[] {
  const id = vaultNow(core.state.database, vault)
  const opened = new Map<string, Promise<OpenRepository>>()
  const all = seenRepositories(core).flatMap((name) => {
    const open = () => {
      const there = opened.get(name) ?? openRepository(core, name, 'read', host)
      opened.set(name, there)
      return there
    }
    return vaultSnapshots(core, name, id).flatMap(({ states }) => states.map((snapshot) => ({ snapshot, open })))
  })
  return all.toSorted((one, other) => other.snapshot.time.localeCompare(one.snapshot.time))
}
