import { objectsOf, optionalText, text } from '../messages/json.ts'
import { type Node, parseNode } from '../messages/node.ts'
import { each, filterFlags, on, one, operands, type SnapshotFilter } from './flags.ts'
import { type Plan, quietWork } from './plan.ts'
import { arrayReader } from './reader.ts'
import type { Announcement } from './snapshots.ts'

/** What to look for. A full path (`/a/b/name`) is some ten times quicker than a bare name. */
export type FindOptions = SnapshotFilter & {
  /** Patterns: see `escapeGlob`. */
  readonly patterns: readonly string[]
  /** Ids of the snapshots to look in; default all. */
  readonly snapshots?: readonly string[]
  readonly ignoreCase?: boolean
  /** Only entries modified at or before this time. */
  readonly newest?: string
  readonly oldest?: string
}

/** What one snapshot holds of it. */
export type FindMatches = { readonly snapshot: string; readonly matches: readonly Node[] }

/** Newest snapshot first; `[]` when nothing was found. @see https://restic.readthedocs.io/en/stable/075_scripting.html#find */
export function planFind(options: FindOptions): Plan<Announcement, FindMatches[]> {
  return {
    name: 'find',
    args: [
      'find',
      ...filterFlags(options),
      ...each('snapshot', options.snapshots),
      ...on('ignore-case', options.ignoreCase),
      ...one('newest', options.newest),
      ...one('oldest', options.oldest),
      ...operands(...options.patterns),
    ],
    json: true,
    framing: 'values',
    announces: true,
    limits: quietWork,
    refusal: options.patterns.length === 0 ? 'there is no pattern to look for' : undefined,
    reader: arrayReader((json) => {
      const snapshot = text(json.snapshot)
      return snapshot === '' ? undefined : { snapshot, matches: objectsOf(json.matches).flatMap((match) => parseNode(match) ?? []) }
    }),
  }
}

/** Which objects to look for. */
export type FindObjectsOptions = SnapshotFilter & {
  readonly kind: 'blob' | 'tree' | 'pack'
  readonly ids: readonly string[]
  readonly snapshots?: readonly string[]
}

/** Where an object is used. A pack is answered by the blobs in it. */
export type FoundObject = {
  readonly kind: string
  readonly id: string
  readonly path: string
  readonly parentTree?: string
  readonly snapshot: string
  readonly time: string
}

/** Which files and folders use a blob, a tree or a pack. */
export function planFindObjects(options: FindObjectsOptions): Plan<Announcement, FoundObject[]> {
  return {
    name: 'find',
    args: ['find', `--${options.kind}`, ...filterFlags(options), ...each('snapshot', options.snapshots), ...operands(...options.ids)],
    json: true,
    framing: 'values',
    announces: true,
    limits: quietWork,
    refusal: options.ids.length === 0 ? 'there is no id to look for' : undefined,
    reader: arrayReader((json) => {
      const id = text(json.id)
      if (id === '') return undefined
      const parentTree = optionalText(json.parent_tree)
      const where = { kind: text(json.object_type), id, path: text(json.path), snapshot: text(json.snapshot), time: text(json.time) }
      return parentTree === undefined ? where : { ...where, parentTree }
    }),
  }
}
