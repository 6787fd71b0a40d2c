import type { DatabaseSync } from 'node:sqlite'
import type { Node } from 'restic-wrapper'
import { createEntrySet } from './entry-set.ts'
import { numberOfType } from './entry-types.ts'
import { type Held, heldVersions } from './held-versions.ts'
import { keepPlace } from './keep-place.ts'
import { highEnd, lowEnd } from './ordinals.ts'
import { readTime } from './times.ts'

/** Where a tree goes: as the first of its line, or beside the tree `beside`, after or before it. */
export type TreePlace = { readonly line: number; readonly ordinal: number; readonly beside: number | undefined }

/** What a tree came to. `leftOut`: entries with names that no honest listing has. `owner`: whose all of it is; nobody's where it has several. */
export type WrittenTree = {
  readonly files: number
  readonly bytes: number
  readonly entries: number
  readonly leftOut: number
  readonly owner: Owner | undefined
}

type Owner = Pick<Node, 'uid' | 'gid'>

/** Takes a tree in, entry by entry in the order of restic's listing, inside a transaction of the caller's. */
export type TreeWriter = {
  readonly take: (node: Node) => void
  /** Ends it: what the tree does not have ends beside it. */
  readonly finish: () => WrittenTree
}

const file = numberOfType('file')
const folder = numberOfType('dir')

/** What a version holds of its entry’s state. */
type State = { type: number; size: number; seconds: number; nanos: number; mode: number; inode: number }

/**
 * Writes what differs from the tree beside. What looks the same there (kind, size, times, rights, inode) stays one version: restic goes by the same to
 * leave a file unread. A file that looks different but has the same size is put down in the temporary table `doubt`: whether its content differs only
 * restic can tell; see settleContents. Memory does not grow with the tree, but for one bit an entry.
 */
export function createTreeWriter(database: DatabaseSync, { line, ordinal, beside }: TreePlace): TreeWriter {
  database.exec(
    'CREATE TEMP TABLE IF NOT EXISTS doubt (path TEXT PRIMARY KEY, entry INTEGER NOT NULL, content INTEGER NOT NULL) WITHOUT ROWID',
  )
  database.exec('CREATE TEMP TABLE IF NOT EXISTS ended (entry INTEGER PRIMARY KEY, first INTEGER NOT NULL)')
  database.exec('DELETE FROM doubt; DELETE FROM ended')
  const [low, high] = [lowEnd(line), highEnd(line)]
  const before = beside !== undefined && ordinal < beside
  const [first, last] = beside === undefined ? [low, high] : before ? [low, ordinal] : [ordinal, high]
  const isEmpty = database.prepare('SELECT 1 FROM entry LIMIT 1').get() === undefined

  const addEntry = database.prepare('INSERT INTO entry (parent, name, twin) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const addName = database.prepare('INSERT INTO name_parts (rowid, name) VALUES (?, ?)')
  const addVersion = database.prepare(
    'INSERT INTO version (entry, first, last, type, size, seconds, nanos, mode, inode, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const held = heldVersions(database, low, beside)
  const end = database.prepare(
    before ? 'UPDATE version SET first = ? WHERE entry = ? AND first = ?' : 'UPDATE version SET last = ? WHERE entry = ? AND first = ?',
  )
  const doubt = database.prepare('INSERT INTO doubt (path, entry, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')

  const place = keepPlace()
  const seen = createEntrySet()
  const sum = { files: 0, bytes: 0, entries: 0, leftOut: 0 }
  const owner = soleOwner()
  let stayed = 0
  let contents = Number(database.prepare('SELECT next FROM content_number').get()?.['next'])

  /** Of a name that came several times in this tree the twin that is next: so not all of them are asked about each time. */
  const twins = new Map<string, number>()

  /** The entry of a name; names that are no UTF-8 can look alike, so that a folder may have several of one name. */
  const entryOf = (parent: number, name: string): { id: number; held: Held | undefined } => {
    for (let twin = 0; ; twin = Math.max(twin + 1, twins.get(`${parent} ${name}`) ?? 0)) {
      if (twin > 0) twins.set(`${parent} ${name}`, twin + 1)
      if (!isEmpty || twin > 0) {
        const known = held.of(parent, name, twin)
        if (known !== undefined && seen.has(known.id)) continue
        if (known !== undefined) return { id: known.id, held: known.first === null ? undefined : known }
      }
      const added = addEntry.run(parent, name, twin)
      if (added.changes === 0) continue
      const id = Number(added.lastInsertRowid)
      addName.run(id, name)
      return { id, held: undefined }
    }
  }

  return {
    take: (node) => {
      const parent = place.folderOf(node.path, node.name)
      if (parent === undefined) {
        sum.leftOut += 1
        return
      }
      owner.take(node)
      const { id, held } = entryOf(parent, node.name)
      seen.add(id)
      const state = stateOf(node)
      if (state.type === folder) place.enter(node.path, id)
      sum.entries += 1
      if (state.type === file) {
        sum.files += 1
        sum.bytes += state.size
      }
      if (held !== undefined) {
        stayed += 1
        if (isSame(held, state)) return
        end.run(beside ?? 0, id, held.first)
        if (state.type === file && held.type === file && held.size === state.size) doubt.run(node.path, id, held.content)
      }
      const { type, size, seconds, nanos, mode, inode } = state
      addVersion.run(id, first, last, type, size, seconds, nanos, mode, inode, type === folder ? 0 : contents++)
    },
    finish: () => {
      database.prepare('UPDATE content_number SET next = ?').run(contents)
      const written = { ...sum, owner: owner.of() }
      if (beside === undefined) return written
      const { entries } = database.prepare('SELECT entries FROM tree WHERE ordinal = ?').get(beside) as { entries: number }
      if (entries !== stayed) endUnseen(database, beside, low, seen.has, before)
      return written
    },
  }
}

/** The owner of all that is taken in, as long as there is only one. */
function soleOwner(): { readonly take: (node: Owner) => void; readonly of: () => Owner | undefined } {
  let first: Owner | undefined
  let several = false
  return {
    take: ({ uid, gid }) => {
      first ??= { uid, gid }
      several ||= first.uid !== uid || first.gid !== gid
    },
    of: () => (several ? undefined : first),
  }
}

/** Ends the versions of what the tree beside has, and this one has not. */
function endUnseen(database: DatabaseSync, beside: number, low: number, seen: (id: number) => boolean, before: boolean): void {
  const put = database.prepare('INSERT INTO ended (entry, first) VALUES (?, ?)')
  const there = database.prepare('SELECT entry, first FROM version WHERE first BETWEEN ? AND ? AND last >= ?')
  for (const row of there.iterate(low, beside, beside)) if (!seen(Number(row['entry']))) put.run(Number(row['entry']), Number(row['first']))
  database
    .prepare(
      `UPDATE version SET ${before ? 'first' : 'last'} = ? FROM ended WHERE version.entry = ended.entry AND version.first = ended.first`,
    )
    .run(beside)
}

function stateOf(node: Node): State {
  const { seconds, nanos } = readTime(node.mtime)
  const type = numberOfType(node.type)
  return { type, size: type === file ? whole(node.size) : 0, seconds, nanos, mode: whole(node.mode), inode: whole(node.inode) }
}

function isSame(one: State, other: State): boolean {
  return (
    one.type === other.type &&
    one.size === other.size &&
    one.seconds === other.seconds &&
    one.nanos === other.nanos &&
    one.mode === other.mode &&
    // A folder's own number says nothing of it.
    (one.inode === other.inode || one.type === folder)
  )
}

/** Numbers of some file systems are larger than what JavaScript counts exactly; they only have to tell one file from another. */
function whole(number: number): number {
  return Number.isSafeInteger(number) && number >= 0 ? number : Math.abs(number) % 2 ** 53 || 0
}
