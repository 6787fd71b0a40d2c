import type { Snapshot } from 'restic-wrapper'
import { isOwn } from '../own/own-mark.ts'
import { isAhead, newestFirst } from './newest-first.ts'

type Seen = Pick<Snapshot, 'id' | 'time' | 'hostname' | 'username' | 'tags' | 'paths'>

/** A vault by what its snapshots say: the id that Vaultkeeper gave it, and the folder that the newest one was made of. */
type SeenVault = { readonly id: string; readonly folder: string | null; readonly snapshots: number; readonly newest: string }

/** A snapshot of Vaultkeeper's own things. */
export type SeenOwn = Pick<Seen, 'id' | 'time'>

/** A machine by its snapshots. `own`: those of Vaultkeeper's own things by the account that kept them last, newest first. `others`: snapshots that Vaultkeeper did not make; `ahead`: those that are dated in the future. */
export type SeenMachine = {
  readonly host: string
  readonly own: readonly SeenOwn[]
  readonly newest: string
  readonly vaults: readonly SeenVault[]
  readonly others: number
  readonly ahead: number
}

/** The machines whose snapshots lie in a repository, those that were at work last first. What is dated in the future is the newest only where there is no other. Pure. */
export function machinesOf(snapshots: readonly Seen[], now: Date): SeenMachine[] {
  return [...Map.groupBy(snapshots, ({ hostname }) => hostname)]
    .map(([host, all]) => {
      const sorted = newestFirst(all, now)
      const own = sorted.filter(isOwn)
      return {
        host,
        own: own.filter(({ username }) => username === own[0]?.username).map(({ id, time }) => ({ id, time })),
        newest: sorted[0]?.time ?? '',
        vaults: vaultsOf(sorted),
        others: all.filter((one) => !isOwn(one) && vaultOf(one) === undefined && !one.tags.includes('safety')).length,
        ahead: all.filter((one) => isAhead(one, now)).length,
      }
    })
    .toSorted((one, other) => Date.parse(other.newest) - Date.parse(one.newest))
}

/** @param newestFirst all of one machine */
function vaultsOf(newestFirst: readonly Seen[]): SeenVault[] {
  const tagged = newestFirst.filter((one) => vaultOf(one) !== undefined)
  return [...Map.groupBy(tagged, (one) => vaultOf(one) ?? '')].map(([id, of]) => ({
    id,
    folder: of[0]?.paths[0] ?? null,
    snapshots: of.length,
    newest: of[0]?.time ?? '',
  }))
}

function vaultOf({ tags }: Seen): string | undefined {
  return tags.find((tag) => tag.startsWith('vault:'))?.slice('vault:'.length)
}
