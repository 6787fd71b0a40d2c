import { type Node, parseNode } from '../messages/node.ts'
import { parseSnapshot, type Snapshot } from '../messages/snapshot.ts'
import { safely } from '../safely.ts'
import { on, operands } from './flags.ts'
import type { Plan, Reader } from './plan.ts'

/** What to list. */
export type LsOptions = {
  readonly snapshot: string
  /** One folder (or several: up to about 50 in one call is quick, 2,000 take minutes). Without it: everything. Taken literally. */
  readonly path?: string | readonly string[]
  /** Also what is in the subfolders of `path`. */
  readonly recursive?: boolean
  /** Told which snapshot it is, before the first node: its tree, its folders. */
  readonly onSnapshot?: (snapshot: Snapshot) => void
}

/** Of which snapshot, and how many nodes. */
export type LsResult = { readonly snapshot: Snapshot; readonly count: number }

/** @see https://restic.readthedocs.io/en/stable/045_working_with_repos.html#listing-files-in-a-snapshot */
export function planLs(options: LsOptions): Plan<Node, LsResult> {
  const paths = options.path === undefined ? [] : [options.path].flat()
  return {
    name: 'ls',
    args: ['ls', ...on('recursive', options.recursive), ...operands(options.snapshot, ...paths)],
    json: true,
    rows: true,
    stopWhenLeft: true,
    reader: () => lsReader(options.onSnapshot),
    refusal: paths.some((path) => !path.startsWith('/')) ? 'a path in a snapshot begins with /' : undefined,
  }
}

/** Reads one `snapshot` line and then `node` lines. */
function lsReader(onSnapshot: LsOptions['onSnapshot']): Reader<Node, LsResult> {
  let snapshot: Snapshot | undefined
  let count = 0
  return {
    json(json, sink) {
      if (json.struct_type === 'node' || json.message_type === 'node') {
        const node = parseNode(json)
        if (!node) return
        count++
        sink.emit(node)
      } else if (json.struct_type === 'snapshot' || json.message_type === 'snapshot') {
        if (snapshot !== undefined) return
        snapshot = parseSnapshot(json)
        const told = snapshot
        if (told !== undefined) safely(() => onSnapshot?.(told))
      }
    },
    result: () => snapshot && { snapshot, count },
  }
}
