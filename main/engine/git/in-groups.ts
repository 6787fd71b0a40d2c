/** Does the same with each of several, a few at a time: each is a process of its own, and there may be hundreds. @returns what came of each, in their order */
export async function inGroups<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>, size = 6): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += size) results.push(...(await Promise.all(items.slice(at, at + size).map(work))))
  return results
}
