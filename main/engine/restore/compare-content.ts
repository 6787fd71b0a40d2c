import { readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { patternForPath, type RestoreItem } from 'restic-wrapper'
import type { OverwritePolicy } from '../../contract/overwrite-policy.ts'
import type { RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { pathBytes } from '../verify/walk-source.ts'
import type { RestoreCall } from './restore-plan.ts'

/**
 * Compares files on the disk with those of a snapshot, by content: restic reads them and compares what it would have to write, without writing and
 * without reading the repository's data. Hands out each file's path relative to the target, as shown. A further name of a hard-linked file is made
 * anew by restic, so it counts as different.
 * @param overwrite files that this policy does not look into are not read; keep-both looks into all
 */
export async function* compareFiles(
  opened: OpenRepository,
  calls: readonly RestoreCall[],
  target: string,
  overwrite: OverwritePolicy,
  host: RunHost,
): AsyncGenerator<{ readonly path: string; readonly same: boolean; readonly size: number }> {
  for (const { at, ...what } of calls) {
    const options = {
      ...what,
      target: join(target, at),
      overwrite: overwrite === 'keep-both' ? ('always' as const) : overwrite,
      dryRun: true,
      verbose: true,
    }
    const task = opened.restic.restore(opened.readTarget, options, { signal: host.signal })
    for await (const event of task)
      if (event.type === 'item') yield { path: relative(at, event), same: event.action === 'unchanged', size: event.size }
    opened.done(await task.outcome)
  }
}

function relative(at: string, { path }: RestoreItem): string {
  return at === '' ? path.replace(/^\/+/, '') : `${at}${path}`
}

/** A link of the snapshot with its place on the disk, one character per byte. */
export type LinkPair = { readonly path: string; readonly place: string }

/** How many links are asked for in one go: each is a pattern that restic holds against every entry. */
export const mostLinks = 200

/** Whether links on the disk lead to where those of the snapshot do, in the order of `links`. */
export async function compareLinks(
  opened: OpenRepository,
  snapshot: string,
  links: readonly LinkPair[],
  host: RunHost,
): Promise<boolean[]> {
  if (links.length === 0) return []
  const patterns = links.map(({ path }) => `/${patternForPath(path)}`)
  const found = opened.done(
    await opened.restic.find({ ...opened.readTarget }, { patterns, snapshots: [snapshot] }, { signal: host.signal }).outcome,
  )
  const leads = new Map(found.flatMap(({ matches }) => matches.map((node) => [node.path, node.linkTarget])))
  return links.map(({ path, place }) => leads.get(`/${path}`) === leadsOf(place))
}

function leadsOf(place: string): string | null {
  try {
    return readlinkSync(pathBytes(place), 'utf8')
  } catch {
    return null
  }
}
