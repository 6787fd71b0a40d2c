import type { SnapshotCounts } from '../../main/contract/snapshot-counts.ts'
import type { IndexedChange } from '../../main/engine/index/types.ts'
import { between, pick, type Random } from './seeded.ts'

/** A file of a vault that is only thought of. Equal contents are the same object, as far as an index can tell. */
export type ModelFile = { readonly content: Buffer; readonly mtime: number }

/** A vault that is only thought of: files by path, and what people and programs do to them. */
export type ModelVault = Map<string, ModelFile>

const words = 'the of notes and a to plan in is review on that by this agent with are was for meeting'.split(' ')

/** A text of so many bytes, as people write it. */
export function prose(random: Random, size: number): Buffer {
  const some: string[] = []
  for (let length = 0; length < size; length += (some.at(-1)?.length ?? 0) + 1) some.push(pick(random, words))
  return Buffer.from(`# ${between(random, 0, 1e9)}\n${some.join(' ')}`.slice(0, Math.max(12, size)))
}

/** Bytes that nothing can be told of. */
export function noise(random: Random, size: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, () => between(random, 0, 255)))
}

/** Dense content with the beginning of its kind. */
export function ofKind(random: Random, beginning: string, size: number): Buffer {
  return Buffer.concat([Buffer.from(beginning, 'latin1'), noise(random, size)])
}

/** What the index would say of two states of a vault: names, kinds, sizes and equal contents. */
export function modelChanges(before: ModelVault, after: ModelVault): IndexedChange[] {
  const state = ({ content, mtime }: ModelFile) =>
    ({ type: 'file', size: content.length, mtime: new Date(mtime).toISOString(), mode: 0o644 }) as const
  const change = (
    path: string,
    what: IndexedChange['change'],
    was: ModelFile | undefined,
    is: ModelFile | undefined,
    formerPath: string | null = null,
  ) => ({
    path,
    change: what,
    formerPath,
    before: was ? state(was) : null,
    after: is ? state(is) : null,
    unsure: false,
  })
  const removed = [...before].filter(([path]) => !after.has(path))
  // The index takes two files for the same content when size and time are the same: moving keeps both.
  const key = ({ content, mtime }: ModelFile) => `${mtime} ${content.length}`
  const elsewhere = Map.groupBy(removed, ([, file]) => key(file))
  const renamed = new Set<string>()
  const changes: IndexedChange[] = []
  for (const [path, is] of after) {
    const was = before.get(path)
    if (was !== undefined) {
      if (!was.content.equals(is.content)) changes.push(change(path, 'modified', was, is))
      else if (was.mtime !== is.mtime) changes.push(change(path, 'metadata', was, is))
      continue
    }
    const from = elsewhere.get(key(is))?.find(([former, file]) => !renamed.has(former) && file.content.equals(is.content))
    if (from) renamed.add(from[0])
    changes.push(from ? change(path, 'renamed', from[1], is, from[0]) : change(path, 'added', undefined, is))
  }
  for (const [path, was] of removed) if (!renamed.has(path)) changes.push(change(path, 'removed', was, undefined))
  return changes.toSorted((one, other) => (one.path < other.path ? -1 : 1))
}

/** What restic would count. */
export function modelCounts(before: ModelVault, after: ModelVault): { files: number; counts: SnapshotCounts } {
  const filesNew = [...after.keys()].filter((path) => !before.has(path)).length
  const filesChanged = [...after].filter(([path, { content, mtime }]) => {
    const was = before.get(path)
    return was !== undefined && (was.mtime !== mtime || !was.content.equals(content))
  }).length
  return { files: after.size, counts: { files: after.size, bytes: 0, filesNew, filesChanged, bytesStored: 0 } }
}
