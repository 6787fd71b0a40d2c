import type { Core, RunHost } from '../core.ts'
import { type KnownChange, sameChangeElsewhere } from '../state/change-queries.ts'
import { changeNamed } from './change-named.ts'
import { underChangesLock } from './changes-lock.ts'
import { confirmWaiting } from './confirm-waiting.ts'

/** A decision as it was recorded. `also`: the same change, as other repositories of the plan hold it. */
export type Decided = { readonly change: KnownChange; readonly hash: string; readonly by: string; readonly also: readonly string[] }

/**
 * Approves a change: its snapshot is what later ones are compared with. What the repository holds must be what was found. Throws problems.
 * @param by who decides, for the audit trail
 */
export async function approve(core: Core, name: string, by: string, host: RunHost): Promise<Decided> {
  await core.state.catchUp()
  const { vault } = changeNamed(core, name)
  return underChangesLock(core, vault, 'approving a change', host, async () => {
    const { change } = await confirmWaiting(core, name, host)
    return recordDecision(core, change, 'approved', by)
  })
}

/** Records what was decided of a change, and of the same change elsewhere. */
export async function recordDecision(
  core: Core,
  change: KnownChange,
  decision: 'approved' | 'reverted',
  by: string,
  safety?: string,
): Promise<Decided> {
  const { id, hash } = change
  const also = sameChangeElsewhere(core.state.database, change).map((other) => other.id)
  for (const one of [id, ...also])
    await core.record({ event: 'change.decided', change: one, decision, by, diffHash: hash, ...(safety === undefined ? {} : { safety }) })
  return { change, hash, by, also }
}
