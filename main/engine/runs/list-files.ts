import type { Node } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { chooseRepository, parseReference, resolveSnapshot } from './resolve-snapshot.ts'

/** The entries of a snapshot's folder, or of all of it, as they come from restic. */
export async function* listFiles(
  core: Core,
  reference: string,
  options: { vault: string | undefined; repository: string | undefined; recursive: boolean },
  host: RunHost,
): AsyncGenerator<Node> {
  const { name, path } = parseReference(reference)
  const opened = await openRepository(core, chooseRepository(core, name, options.vault, options.repository), 'read', host)
  const snapshot = await resolveSnapshot(core, opened, name, options.vault, host)
  const listing = opened.restic.ls(
    opened.readTarget,
    { snapshot: snapshot.id, path: `/${path ?? ''}`, recursive: options.recursive },
    { signal: host.signal },
  )
  yield* listing
  const { count } = opened.done(await listing.outcome)
  // restic lists nothing of a path that is not there, and calls that done; a folder that is there stands in its own list.
  if (count === 0 && path !== undefined)
    fail('path-not-found', `There is no "${path}" in that snapshot.`, `See what there is with: vaultkeeper ls ${name}`)
}
