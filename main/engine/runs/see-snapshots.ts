import type { Snapshot } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import { noteGoneOfOthers } from '../hosts/note-gone-of-others.ts'
import { unlookedRepositories } from '../hosts/other-machines.ts'
import { accountName } from '../machine/account-name.ts'
import { isOwn, ownMark } from '../own/own-mark.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { unreadableIn } from '../repositories/repository-inside.ts'
import { returnedAccounts } from '../state/own-queries.ts'
import { knownSnapshots } from '../state/queries.ts'
import { removedSnapshots } from '../state/retention-queries.ts'
import { accountOf, isSameAccount } from './account-of.ts'

/** A folder or two name what plain restic saved; more are no name any more. */
const mostPaths = 5

/** A snapshot as the ledger keeps it, from what restic says of it: the vault and the label are tags of ours. */
function asSeen(snapshot: Snapshot, accounts: readonly string[]) {
  const tag = (prefix: string) => snapshot.tags.find((text) => text.startsWith(prefix))?.slice(prefix.length)
  const vault = tag('vault:')
  const label = tag('label:')
  const plan = tag('plan:')
  const due = tag('due:')
  const safety = isOwn(snapshot) ? ownMark : snapshot.tags.includes('safety') ? tag('run:') : undefined
  return {
    id: snapshot.id,
    time: snapshot.time,
    tree: snapshot.tree,
    host: snapshot.hostname,
    ...(isOfOther(snapshot, accounts) ? { user: accountOf(snapshot) } : {}),
    ...(vault === undefined ? {} : { vault }),
    ...(vault === undefined && safety === undefined && snapshot.paths.length > 0 ? { paths: snapshot.paths.slice(0, mostPaths) } : {}),
    ...(label === undefined ? {} : { label }),
    ...(plan === undefined ? {} : { plan }),
    ...(due === undefined ? {} : { due }),
    ...(safety === undefined ? {} : { safety }),
    ...(snapshot.original === undefined ? {} : { original: snapshot.original }),
    ...(snapshot.summary ? { files: snapshot.summary.totalFilesProcessed, bytes: snapshot.summary.totalBytesProcessed } : {}),
  }
}

/**
 * Asks restic for all snapshots and takes those into the ledger that it does not know, or not fully. One restic process.
 * @param accounts whose snapshots under this machine's name are our own; none: everybody's
 */
export async function seeSnapshots(
  core: Core,
  opened: OpenRepository,
  host: RunHost,
  accounts: readonly string[] = ownAccounts(core),
): Promise<Snapshot[]> {
  const outcome = await opened.restic.snapshots(opened.readTarget, {}, { signal: host.signal }).outcome
  const snapshots = opened.done(outcome)
  const known = new Map(knownSnapshots(core.state.database, opened.name).map((snapshot) => [snapshot.id, snapshot]))
  const news = snapshots.filter(({ id }) => {
    const seen = known.get(id)
    return seen === undefined || seen.tree === null || seen.host === null || seen.vanished !== null
  })
  const there = await withoutRemoved(core, opened, news)
  if (there.length > 0)
    await core.record({ event: 'snapshots.seen', repository: opened.name, snapshots: there.map((one) => asSeen(one, accounts)) })
  await noteGoneOfOthers(core, opened.name, [...snapshots.map(({ id }) => id), ...unreadableIn(outcome)])
  // Only now is the silence of a machine known to be one.
  if (unlookedRepositories(core).includes(opened.name)) await core.record({ event: 'machines.looked', repository: opened.name })
  return snapshots
}

function isOfOther(snapshot: Snapshot, accounts: readonly string[]): boolean {
  const account = accountOf(snapshot)
  return accounts.length > 0 && account !== '' && !accounts.some((one) => isSameAccount(one, account))
}

/** This one, and those whose home came back into it: what they stored after the history that came back ends may be found any time later. */
function ownAccounts({ state }: Core): string[] {
  const account = accountName()
  return account === undefined ? [] : [account, ...returnedAccounts(state.database)]
}

/** A retention may have removed snapshots after restic listed them: those are not news, they would stand in the ledger as if they had vanished. */
async function withoutRemoved(core: Core, opened: OpenRepository, news: readonly Snapshot[]): Promise<readonly Snapshot[]> {
  await core.state.catchUp()
  const removed = removedSnapshots(core.state.database, opened.name)
  if (!news.some(({ id }) => removed.has(id))) return news
  const present = new Set(await opened.inside.snapshotIds())
  return news.filter(({ id }) => present.has(id))
}
