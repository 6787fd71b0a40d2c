import { isExcluded, isIncluded, mayHoldIncluded, type Selection } from '../selection/selection.ts'
import type { Takes } from './read-folder.ts'

/**
 * What is to be watched for so that nothing escapes which a backup would take.
 * @param root real path of the vault
 */
export function takesOf(selection: Selection, root: string): Takes {
  const leftOut = [...selection.leftOut]
    .filter((path) => path.startsWith(`${root}/`))
    .map((path) => Buffer.from(path.slice(root.length + 1)).toString('latin1'))
  return (path, isFolder) => {
    if (leftOut.some((out) => path === out || path.startsWith(`${out}/`)) || isExcluded(selection, path)) return false
    return isFolder ? mayHoldIncluded(selection, path) : isIncluded(selection, path)
  }
}
