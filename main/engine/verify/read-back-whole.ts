import type { Selection } from '../selection/selection.ts'
import { compareFile, compareLink, mayBeRead, touchedSince } from './compare-file.ts'
import type { Findings } from './findings.ts'
import type { ReadBackItem } from './read-back-items.ts'
import { type SourceEntry, shownPath, walkSource } from './walk-source.ts'

/** What a whole read-back needs to know of the vault and of the run. */
export type WholeReadBack = {
  readonly root: string
  readonly selection: Selection
  /** When the backup began, in ms: what was touched later is not judged. */
  readonly begun: number
  /** Paths that restic said it could not read, as it shows them, relative to the vault. */
  readonly unreadable: ReadonlySet<string>
  readonly onFile: (bytes: number) => void
}

/**
 * Compares a snapshot, as the repository gives it back, with the vault on disk, which is walked beside it in the same order: both are sorted alike, so that
 * neither has to be held in memory. Finds what differs, and what is on disk but not in the snapshot.
 */
export async function readBackWhole(items: AsyncIterable<ReadBackItem>, options: WholeReadBack, found: Findings): Promise<void> {
  const source = walkSource(options.root, options.selection)
  const unmatched = new Unmatched()
  let entry = (await source.next()).value as SourceEntry | undefined
  const advance = async () => {
    entry = (await source.next()).value as SourceEntry | undefined
  }
  for await (const item of items) {
    if (item.type === 'file') {
      options.onFile(item.file.size)
      found.readFiles += 1
      found.readBytes += item.file.size
    }
    const key = orderKey(Buffer.from(item.path).toString('latin1'))
    while (entry !== undefined && orderKey(entry.path) < key && shownPath(entry.path) !== item.path) {
      await unmatched.source(entry, options, found)
      await advance()
    }
    if (entry !== undefined && (orderKey(entry.path) === key || shownPath(entry.path) === item.path)) {
      await judge(entry, item, options, found)
      await advance()
    } else {
      await unmatched.snapshot(item, options, found)
    }
  }
  for (; entry !== undefined; await advance()) await unmatched.source(entry, options, found)
  unmatched.finish(options, found)
}

/** In restic's order a folder's content stands right behind it: so `/` sorts before every character that a name can hold. */
function orderKey(path: string): string {
  return path.replaceAll('/', '\0')
}

async function judge(entry: SourceEntry, item: ReadBackItem, options: WholeReadBack, found: Findings): Promise<void> {
  // restic's tar shows FIFOs and devices as empty files; the backup did not count them as files.
  if (entry.kind === 'other' && item.type === 'file' && item.file.size === 0) {
    found.readFiles -= 1
    return
  }
  const path = `${Buffer.from(options.root).toString('latin1')}/${entry.path}`
  const result =
    item.type === 'file'
      ? await compareFile(path, item.file, options.begun)
      : item.type === 'symlink'
        ? compareLink(path, item.link, options.begun)
        : 'equal'
  if (result === 'changed-since') found.changedSince += 1
  else if (result === 'different')
    found.add({
      path: shownPath(entry.path),
      finding: 'different',
      why: 'what the repository gives back is not what is on disk, though nobody touched the file since',
    })
  else if (item.type === 'file') {
    found.comparedFiles += 1
    found.comparedBytes += item.file.size
  }
}

/**
 * Entries that stand on one side only. Names that are no UTF-8 come out of the archive with U+FFFD in them and may so have lost their
 * place in the order: they are paired here by their shown name.
 */
class Unmatched {
  readonly #fromSource = new Map<string, SourceEntry>()
  readonly #fromSnapshot = new Map<string, ReadBackItem>()

  async source(entry: SourceEntry, options: WholeReadBack, found: Findings): Promise<void> {
    const shown = shownPath(entry.path)
    const lossy = shown.includes('\uFFFD')
    const twin = lossy ? this.#fromSnapshot.get(shown) : undefined
    if (twin !== undefined) {
      this.#fromSnapshot.delete(shown)
      await judge(entry, twin, options, found)
    } else if (lossy) this.#fromSource.set(shown, entry)
    else reportMissing(entry, options, found)
  }

  async snapshot(item: ReadBackItem, options: WholeReadBack, found: Findings): Promise<void> {
    const lossy = item.path.includes('\uFFFD')
    const twin = lossy ? this.#fromSource.get(item.path) : undefined
    if (twin !== undefined) {
      this.#fromSource.delete(item.path)
      await judge(twin, item, options, found)
    } else if (lossy) this.#fromSnapshot.set(item.path, item)
    else found.changedSince += 1
  }

  finish(options: WholeReadBack, found: Findings): void {
    found.changedSince += this.#fromSnapshot.size
    for (const entry of this.#fromSource.values()) reportMissing(entry, options, found)
  }
}

function reportMissing(entry: SourceEntry, options: WholeReadBack, found: Findings): void {
  const shown = shownPath(entry.path)
  // Sockets and the like are never saved; new since the run began, or told by restic as unreadable, is no surprise.
  if (entry.kind === 'other' || touchedSince(entry.stats, options.begun) || isUnreadable(shown, options.unreadable)) return
  if (!mayBeRead(`${Buffer.from(options.root).toString('latin1')}/${entry.path}`)) return
  found.add({ path: shown, finding: 'missing', why: 'it is in the folder but not in the snapshot' })
}

function isUnreadable(path: string, unreadable: ReadonlySet<string>): boolean {
  for (let part = path; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('/')))) if (unreadable.has(part)) return true
  return false
}

/** A path relative to the vault from what restic calls an item: absolute, or with a leading slash, or as it is. */
export function relativeItem(item: string, root: string): string {
  return item.startsWith(`${root}/`) ? item.slice(root.length + 1) : item.replace(/^\/+/, '')
}
