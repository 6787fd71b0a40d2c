import { changesBetween } from './changes-between.ts'
import type { EntryState, GrownFolder, SnapshotIndex } from './types.ts'
import { walkEntries } from './walk-entries.ts'

type Sum = { bytes: number; files: number; changes: number }

/**
 * The folders that grew or changed most between two snapshots, with everything below them, those with the most bytes more first. A folder is left out
 * where one below it says the same. `from` null: by their size. Throws a problem for a snapshot that is not in the index.
 * @param limit how many; the sizes of each are counted file by file
 */
export function whatGrew(index: SnapshotIndex, from: string | null, to: string, limit = 20): GrownFolder[] {
  const sums = new Map<string, Sum>()
  const add = (path: string, bytes: number, files: number) => {
    for (let folder = parentOf(path); folder !== undefined; folder = parentOf(folder)) {
      const sum = sums.get(folder) ?? { bytes: 0, files: 0, changes: 0 }
      sums.set(folder, { bytes: sum.bytes + bytes, files: sum.files + files, changes: sum.changes + 1 })
    }
  }
  for (const { path, formerPath, before, after } of changesBetween(index, from, to)) {
    if (formerPath !== null) {
      add(formerPath, -sizeOf(before), -1)
      add(path, sizeOf(after), 1)
    } else if (before?.type === 'file' || after?.type === 'file')
      add(path, sizeOf(after) - sizeOf(before), Number(after?.type === 'file') - Number(before?.type === 'file'))
  }
  const told = toldBelow(sums)
  const telling = [...sums].filter(([folder]) => !told.has(folder))
  const most = telling.sort(([, a], [, b]) => b.bytes - a.bytes || b.changes - a.changes).slice(0, limit)
  return most.map(([folder, { bytes, files, changes }]) => {
    const after = count(index, to, folder)
    return {
      folder,
      bytesBefore: after.bytes - bytes,
      bytesAfter: after.bytes,
      filesBefore: after.files - files,
      filesAfter: after.files,
      changes,
    }
  })
}

/** Folders whose sums are all those of one folder in them. */
function toldBelow(sums: ReadonlyMap<string, Sum>): Set<string> {
  const told = new Set<string>()
  for (const [folder, { bytes, files, changes }] of sums) {
    const parent = parentOf(folder)
    const above = parent === undefined ? undefined : sums.get(parent)
    if (parent && above?.changes === changes && above.bytes === bytes && above.files === files) told.add(parent)
  }
  return told
}

function parentOf(path: string): string | undefined {
  if (path === '') return undefined
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

function sizeOf(state: EntryState | null): number {
  return state?.type === 'file' ? state.size : 0
}

function count(index: SnapshotIndex, snapshot: string, folder: string): { bytes: number; files: number } {
  const sum = { bytes: 0, files: 0 }
  for (const { type, size } of walkEntries(index, snapshot, folder)) {
    if (type !== 'file') continue
    sum.files += 1
    sum.bytes += size
  }
  return sum
}
