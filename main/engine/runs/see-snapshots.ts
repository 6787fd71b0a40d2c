import type { Snapshot } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { knownSnapshots } from '../state/queries.ts'

/** A snapshot as the ledger keeps it, from what restic says of it: the vault and the label are tags of ours. */
function asSeen(snapshot: Snapshot) {
  const tag = (prefix: string) => snapshot.tags.find((text) => text.startsWith(prefix))?.slice(prefix.length)
  const vault = tag('vault:')
  const label = tag('label:')
  const plan = tag('plan:')
  const due = tag('due:')
  return {
    id: snapshot.id,
    time: snapshot.time,
    tree: snapshot.tree,
    host: snapshot.hostname,
    ...(vault === undefined ? {} : { vault }),
    ...(label === undefined ? {} : { label }),
    ...(plan === undefined ? {} : { plan }),
    ...(due === undefined ? {} : { due }),
    ...(snapshot.summary ? { files: snapshot.summary.totalFilesProcessed, bytes: snapshot.summary.totalBytesProcessed } : {}),
  }
}

/** Asks restic for all snapshots and takes those into the ledger that it does not know, or not fully. One restic process. */
export async function seeSnapshots(core: Core, opened: OpenRepository, host: RunHost): Promise<Snapshot[]> {
  const snapshots = opened.done(await opened.restic.snapshots(opened.readTarget, {}, { signal: host.signal }).outcome)
  const known = new Map(knownSnapshots(core.state.database, opened.name).map((snapshot) => [snapshot.id, snapshot]))
  const news = snapshots.filter(({ id }) => {
    const seen = known.get(id)
    return seen === undefined || seen.tree === null || seen.host === null || seen.vanished !== null
  })
  if (news.length > 0) await core.record({ event: 'snapshots.seen', repository: opened.name, snapshots: news.map(asSeen) })
  return snapshots
}
