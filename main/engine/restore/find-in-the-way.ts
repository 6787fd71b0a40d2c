import { lstatSync, type Stats } from 'node:fs'
import { join, posix } from 'node:path'
import type { Node } from 'restic-wrapper'
import type { RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import type { RestoreTarget } from './look-at-target.ts'

/** Something in a restore's target that stays as it is. `path` is relative to the target; `why` is missing where that is what was asked for. */
type InTheWay = { readonly path: string; readonly why: string | undefined }

/** What is in the way of a restore, and whether the path that is to be restored is a folder. */
export type WhatIsThere = { readonly inTheWay: readonly InTheWay[]; readonly isFolder: boolean }

/**
 * Finds what in the target is of another kind than what is to be restored there: FIFOs, sockets and devices, for which restic would wait for ever; and,
 * where existing things are to be kept (`protect`), links and things of another kind, which restic replaces whatever it was told about overwriting files.
 * Asks restic for the names only when there is something to compare them with.
 */
export async function findInTheWay(
  opened: OpenRepository,
  what: { snapshot: string; path: string | undefined },
  target: RestoreTarget,
  protect: boolean,
  host: RunHost,
): Promise<WhatIsThere> {
  if (target.empty || (!protect && target.special.length === 0)) return { inTheWay: [], isFolder: false }
  const parent = what.path === undefined ? '' : posix.dirname(`/${what.path}`).replace(/\/$/, '')
  const options =
    what.path === undefined ? { snapshot: what.snapshot } : { snapshot: what.snapshot, path: `/${what.path}`, recursive: true }
  const listing = opened.restic.ls(opened.readTarget, options, { signal: host.signal })
  const inTheWay: InTheWay[] = []
  let isFolder = false
  for await (const node of listing) {
    const path = node.path.slice(parent.length + 1)
    const there = path === '' ? undefined : statOf(join(target.path, path))
    if (node.path === `/${what.path}`) isFolder = node.type === 'dir'
    if (there !== undefined && stays(there, node, protect)) inTheWay.push({ path, why: whyItStays(there, node) })
  }
  opened.done(await listing.outcome)
  return { inTheWay, isFolder }
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch {
    // Not there, or behind a file where a folder is to be: then that file is what is in the way.
    return undefined
  }
}

/** Whether something that is there stays, whatever restic would do. Pure. */
function stays(there: Stats, node: Pick<Node, 'type'>, protect: boolean): boolean {
  if (isSpecial(there)) return true
  return protect && (there.isSymbolicLink() || there.isDirectory() !== (node.type === 'dir'))
}

/** What a person should know of it; a link where a link was to come is just what "never" asks for. Pure. */
function whyItStays(there: Stats, node: Pick<Node, 'type'>): string | undefined {
  if (isSpecial(there)) return 'a FIFO, socket or device of that name is in the way'
  if (there.isSymbolicLink()) return node.type === 'symlink' ? undefined : 'a link of that name is there and stays'
  return there.isDirectory() ? 'a folder of that name is there and stays' : 'a file of that name is there and stays'
}

function isSpecial(there: Stats): boolean {
  return !there.isFile() && !there.isDirectory() && !there.isSymbolicLink()
}
