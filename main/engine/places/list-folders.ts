import type { Dirent } from 'node:fs'
import { access, constants, readdir, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import type { FolderEntry, FolderListing } from '../../contract/procedures/places.ts'
import { placesOf } from '../config/configuration-path.ts'
import { readVariables } from '../config/dot-env.ts'
import { resolvePath } from '../config/resolve-places.ts'
import type { Core } from '../core.ts'
import { fail, systemCode } from '../problem-error.ts'
import { inTime } from './in-time.ts'
import { startingPoints } from './starting-points.ts'
import { vaultMarks } from './vault-marks.ts'

const mostFolders = 2000
/** A network drive that is gone keeps whoever looks at it waiting. In milliseconds. */
const patience = 10_000

/**
 * The folders in a folder of this machine, for somebody who chooses one. Links to folders are folders. Throws a problem for a folder that is not there, may
 * not be read, or does not answer.
 * @param path absolute or with `~`; the person's own folder if left out
 * @param hidden whether those that begin with a dot are listed, too
 */
export function listFolders(core: Core, { path, hidden = false }: { path?: string | undefined; hidden?: boolean | undefined }) {
  return inTime(list(core, path, hidden), patience, () =>
    fail(
      'folder-silent',
      `${path ?? 'The folder'} does not answer.`,
      'If it is on a drive or on the network, look whether that is connected.',
    ),
  )
}

async function list(core: Core, wish: string | undefined, hidden: boolean): Promise<FolderListing> {
  const { person } = placesOf(core.home, readVariables(core.home.root, core.ports.environment).variables)
  const asked = absolute(wish ?? person, person)
  const entries = await read(asked)
  const path = await realpath(asked)
  const wanted = entries.filter(({ name }) => hidden || !name.startsWith('.'))
  const named = wanted.filter(({ name }) => !name.includes('\ufffd'))
  const found = (await inGroups(named, (entry) => toFolder(path, entry))).filter((folder) => folder !== undefined)
  const sorted = found.toSorted((a, b) => collator.compare(a.name, b.name))
  const shown = await inGroups(sorted.slice(0, mostFolders), withMarks)
  return {
    path,
    parent: dirname(path) === path ? null : dirname(path),
    marks: await vaultMarks(path),
    writable: await may(path, constants.W_OK | constants.X_OK),
    starts: await startingPoints(person),
    folders: shown,
    more: sorted.length - shown.length,
    unnameable: wanted.length - named.length,
  }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function absolute(wish: string, person: string): string {
  if (wish.includes('\0') || !(isAbsolute(wish) || /^~(?:[/\\]|$)/.test(wish)))
    return fail(
      'folder-relative',
      'That is no path of this machine.',
      'Write all of it, such as /home/you/Notes, or begin with ~/ for your home folder.',
    )
  return resolvePath(wish, person)
}

async function read(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true })
  } catch (error) {
    switch (systemCode(error)) {
      case 'ENOENT':
        return fail('folder-missing', `There is no folder ${path}.`, 'Look whether it is spelt right, or whether its drive is connected.')
      case 'ENOTDIR':
        return fail('folder-file', `${path} is a file, not a folder.`, 'Choose the folder that it is in.')
      case 'EACCES':
      case 'EPERM':
        return fail('folder-closed', `You may not look into ${path}.`, 'Choose another folder, or give yourself the right to read it.')
      default:
        return fail('folder-unreadable', `${path} cannot be read (${systemCode(error) || String(error)}).`, 'Choose another folder.')
    }
  }
}

async function toFolder(parent: string, entry: Dirent): Promise<Omit<FolderEntry, 'marks'> | undefined> {
  const path = join(parent, entry.name)
  if (!entry.isDirectory() && !(entry.isSymbolicLink() && (await leadsToFolder(path)))) return undefined
  return { name: entry.name, path, hidden: entry.name.startsWith('.'), readable: await may(path, constants.R_OK | constants.X_OK) }
}

async function withMarks(folder: Omit<FolderEntry, 'marks'>): Promise<FolderEntry> {
  return { ...folder, marks: folder.readable ? await vaultMarks(folder.path) : [] }
}

function leadsToFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (target) => target.isDirectory(),
    () => false,
  )
}

function may(path: string, how: number): Promise<boolean> {
  return access(path, how).then(
    () => true,
    () => false,
  )
}

/** Not all at once: the disk is asked by a few threads, and others wait for these, too. */
async function inGroups<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let start = 0; start < items.length; start += 64) results.push(...(await Promise.all(items.slice(start, start + 64).map(work))))
  return results
}
