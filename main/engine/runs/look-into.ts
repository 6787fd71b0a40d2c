import type { Core, RunHost } from '../core.ts'
import { readyIndex } from '../index/open-index.ts'
import type { SnapshotIndex } from '../index/types.ts'
import type { KnownSnapshot } from '../state/queries.ts'
import { chooseRepository, resolveSnapshot } from './resolve-snapshot.ts'

/** Where a snapshot is looked for: in one repository, or of one vault; anywhere, if left out. */
export type Where = { readonly vault?: string | undefined; readonly repository?: string | undefined }

/** A snapshot and the index that has it. To be closed. */
export type LookedInto = { readonly repository: string; readonly snapshot: KnownSnapshot; readonly index: SnapshotIndex }

/**
 * The snapshot that a person names, with an index that has it: where it has not, only this one is brought in. The repository is opened only for what is
 * not known yet. Throws problems.
 */
export async function lookInto(core: Core, name: string, { vault, repository }: Where, host: RunHost): Promise<LookedInto> {
  const chosen = chooseRepository(core, name, vault, repository)
  const snapshot = await resolveSnapshot(core, chosen, name, vault, host)
  return { repository: chosen, snapshot, index: await readyIndex(core, chosen, host, [snapshot.id]) }
}
