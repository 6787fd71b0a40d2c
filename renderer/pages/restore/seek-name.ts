import type { Entry } from '../../../main/contract/procedures/entry.ts'

/**
 * The place of the first entry of a folder whose name begins with a text, whatever its case: looked up by halves in a list that is sorted by name, folders
 * first, of which only the pages that are needed are read. `undefined` where there is none.
 * @param text in small letters
 * @param entryAt reads the entry at a place
 */
export async function seekName(
  text: string,
  total: number,
  entryAt: (index: number) => Promise<Entry | undefined>,
): Promise<number | undefined> {
  const isFolder = async (index: number) => (await entryAt(index))?.type === 'dir'
  const folders = await firstWhere(0, total, async (index) => !(await isFolder(index)))
  const spellings = [...new Set([text, text.charAt(0).toUpperCase() + text.slice(1), text.toUpperCase()])]
  for (const [from, to] of [
    [0, folders],
    [folders, total],
  ] as const)
    for (const spelling of spellings) {
      const index = await firstWhere(from, to, async (at) => ((await entryAt(at))?.name ?? '') >= spelling)
      if (index < to && (await entryAt(index))?.name.startsWith(spelling)) return index
    }
  return undefined
}

/** The first place from which on something holds; `to` where it does nowhere. */
async function firstWhere(from: number, to: number, holds: (index: number) => Promise<boolean>): Promise<number> {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (await holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
