import { join, posix } from 'node:path'
import type { OverwritePolicy } from '../../contract/overwrite-policy.ts'
import { isInside } from '../vaults.ts'
import type { Folding } from './folding.ts'
import { isHostile } from './hostile-name.ts'
import type { ListedNode } from './listed-node.ts'
import { type PlanBy, type Planned, planEntry, type SnapshotSide } from './plan-entry.ts'
import { placeInTarget, type RestoreScope } from './restore-scope.ts'
import { ShownNames } from './shown-names.ts'
import type { PreviewTally } from './tally-preview.ts'
import { type Level, mergesWith, targetLevels } from './target-levels.ts'
import { diskSide, isPrivileged, type OnDisk, snapshotSide } from './two-sides.ts'

/** By what a snapshot is held against a target. */
export type BesideRequest = {
  readonly scope: RestoreScope
  readonly target: { readonly path: string; readonly exists: boolean }
  readonly policy: OverwritePolicy
  readonly special: boolean
  readonly owners: boolean
  readonly folding: Folding
  /** Vaultkeeper's own folder, which nothing is ever restored into. */
  readonly home: string
}

/** An entry of the snapshot that is to be restored, with what is at its place. */
export type Met = {
  /** In the snapshot, without leading slash. */
  readonly path: string
  /** Relative to the target, as shown. */
  readonly at: string
  readonly entry: SnapshotSide
  /** Files of one number in a snapshot are hard links; 0 where that is not known. */
  readonly inode: number
  /** The first of `places`; `undefined` where nothing is. */
  readonly disk: OnDisk | undefined
  /** What is there under this name, absolute and one character per byte: several where names are no text and look alike. */
  readonly places: readonly string[]
  readonly above: Level
  readonly planned: Planned
  /** Has setuid or setgid bits that are not to come back. */
  readonly privileged: boolean
  readonly by: PlanBy
}

/** Holds entries of a snapshot against a target, folder by folder. Counts hostile names, collisions and what lies in folders that are not restored itself. */
export async function* walkBeside(nodes: AsyncIterable<ListedNode>, request: BesideRequest, tally: PreviewTally): AsyncGenerator<Met> {
  const { scope, target, folding } = request
  const by: PlanBy = { policy: request.policy, special: request.special, owners: request.owners, content: 'unknown' }
  const levels = targetLevels(target.path, target.exists)
  const names = new ShownNames()
  const hidesHome = isInside(request.home, target.path)
  for await (const node of nodes) {
    const path = node.path.replace(/^\/+/, '')
    const at = placeInTarget(scope, path)
    if (at === undefined) continue
    const above = levels.above(at)
    const name = posix.basename(at)
    if (isHostile(node) || (above.last === node.name && !node.name.includes('\uFFFD'))) {
      tally.hostile(node.name)
      continue
    }
    above.last = node.name
    const entry = snapshotSide(node, request.special)
    const other = mergesWith(above, name, folding)
    if (other !== undefined) tally.collision(other, at)
    const found = above.state === 'there' ? look(names, above, name, entry) : { places: [], disk: undefined, closed: undefined }
    const closed =
      found.closed ?? (hidesHome && isInside(join(target.path, at), request.home) ? "it is Vaultkeeper's own folder" : above.why)
    const planned = below(
      above,
      closed === undefined ? planEntry(entry, found.disk, by) : { fate: 'in-conflict', why: closed, stays: true },
    )
    if (entry.kind === 'folder') {
      const place = found.places[0] ?? `${above.place}/${Buffer.from(name).toString('latin1')}`
      levels.enter(at, place, above.state === 'closed' ? 'closed' : stateOf(planned, found.disk))
    }
    if (above.state === 'closed' && above.why === undefined) tally.fate('in-conflict', { path: at, entry }, {})
    else yield { path, at, entry, inode: node.inode, ...found, above, planned, privileged: !request.special && isPrivileged(node), by }
  }
}

/** What lies below something that is put beside goes with it. */
function below(above: Level, planned: Planned): Planned {
  return above.state === 'beside' && planned.fate === 'added' ? { fate: 'beside' } : planned
}

function stateOf(planned: Planned, disk: OnDisk | undefined): Level['state'] {
  if (planned.stays) return 'closed'
  if (planned.fate === 'beside') return 'beside'
  return disk?.kind === 'folder' ? 'there' : 'new'
}

function look(
  names: ShownNames,
  above: Level,
  name: string,
  entry: SnapshotSide,
): { places: string[]; disk: OnDisk | undefined; closed: string | undefined } {
  const places = names.of(above.place, name).map((one) => `${above.place}/${one}`)
  const [first] = places
  const there = first === undefined ? 'nothing' : diskSide(first, entry.kind !== 'folder')
  if (there === 'nothing') return { places: [], disk: undefined, closed: undefined }
  if ('code' in there) return { places, disk: undefined, closed: `what is there may not be looked at (${there.code})` }
  return { places, disk: there, closed: undefined }
}
