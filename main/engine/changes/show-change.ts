import type { Core, RunHost } from '../core.ts'
import { openRepository } from '../repositories/open-repository.ts'
import type { KnownChange } from '../state/change-queries.ts'
import { changeNamed } from './change-named.ts'
import { compareSnapshots } from './compare-snapshots.ts'
import { hashChange } from './hash-change.ts'
import { type FileDiff, textDiff } from './text-diff.ts'

/** Files larger than this are told, not shown, and so are those after the first so many. */
const shownBytes = 256 * 1024
const shownFiles = 50

/** A change with what it differs in. `holds`: what the repository gives is what was found. */
export type ShownChange = { readonly change: KnownChange; readonly files: readonly FileDiff[]; readonly holds: boolean }

/** Reads a change out of its repository, for a person to decide on. Throws problems. */
export async function showChange(core: Core, name: string, host: RunHost): Promise<ShownChange> {
  await core.state.catchUp()
  const change = changeNamed(core, name)
  const opened = await openRepository(core, change.repository, 'read', host)
  const { against: from, snapshot: to } = change
  const differences = await compareSnapshots(core, opened, { from, to, keepUpTo: shownBytes, mostContents: shownFiles }, host)
  return { change, files: differences.map((one) => textDiff(one)), holds: hashChange(differences) === change.hash }
}
