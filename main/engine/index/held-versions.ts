import type { DatabaseSync } from 'node:sqlite'

/** How an entry was in the tree beside: `first` null where that tree does not have it. */
export type Held = {
  readonly id: number
  readonly first: number | null
  readonly last: number
  readonly type: number
  readonly size: number
  readonly seconds: number
  readonly nanos: number
  readonly mode: number
  readonly inode: number
  readonly content: number
}

/** What the index knows of the names of a folder, and how the tree beside had them. `undefined`: no snapshot has the name. */
export type HeldVersions = { readonly of: (parent: number, name: string, twin: number) => Held | undefined }

/** Some names of a folder, up to and with `to`; `to` undefined: to its end. */
type Page = { readonly held: ReadonlyMap<string, Held>; readonly to: string | undefined }

/** How many names are read at once: asking for each by itself takes three times as long. */
const most = 256
/** Folders whose page is kept: as deep as a listing may be and come back. */
const mostPages = 64

/**
 * Reads what a tree holds for who goes through it in the order of restic's listing. What is not in a page (a name that is new, or one that is no UTF-8 and
 * therefore out of order) is asked for by itself, so that the order is about speed alone.
 * @param low where the line of the tree `beside` begins; `beside` undefined: there is none
 */
export function heldVersions(database: DatabaseSync, low: number, beside: number | undefined): HeldVersions {
  const entries = `SELECT name, id, first, last, type, size, seconds, nanos, mode, inode, content FROM entry
     LEFT JOIN version ON entry = id AND first >= ${low} AND first <= ${beside ?? -1} AND last >= ${beside ?? 0}`
  const one = database.prepare(`${entries} WHERE parent = ? AND name = ? AND twin = ?`)
  const several = database.prepare(`${entries} WHERE parent = ? AND name >= ? AND twin = 0 ORDER BY name LIMIT ${most}`)
  const pages = new Map<number, Page>()
  const read = (parent: number, from: string): Page => {
    const rows = several.all(parent, from) as unknown as (Held & { readonly name: string })[]
    const page = { held: new Map(rows.map((row) => [row.name, row])), to: rows.length < most ? undefined : rows.at(-1)?.name }
    pages.delete(parent)
    const [oldest] = pages.keys()
    if (pages.size >= mostPages && oldest !== undefined) pages.delete(oldest)
    pages.set(parent, page)
    return page
  }
  return {
    of: (parent, name, twin) => {
      if (twin > 0) return one.get(parent, name, twin) as Held | undefined
      const known = pages.get(parent)
      const page = known === undefined || (known.to !== undefined && name > known.to) ? read(parent, name) : known
      return page.held.get(name) ?? (one.get(parent, name, 0) as Held | undefined)
    },
  }
}
