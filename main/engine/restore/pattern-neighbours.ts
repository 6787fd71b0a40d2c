const lossy = '\uFFFD'

/** Whether a path as restic shows it holds bytes that are no UTF-8, so that its pattern has a `?` for each, and means its neighbours, too. Pure. */
export function isLossy(path: string): boolean {
  return path.includes(lossy)
}

/** Gathers, of a listing, which paths the patterns of others mean although they are not theirs. */
export type PatternNeighbours = {
  /** Takes in one path of the listing. */
  readonly take: (path: string) => void
  /** Those of a path; none of one that is text, whose pattern means nothing else. */
  readonly of: (path: string) => readonly string[]
}

/** Of these paths, as restic shows them; one `?` means one character, or one byte that is none. */
export function patternNeighbours(paths: readonly string[]): PatternNeighbours {
  const found = new Map<string, string[]>(paths.filter(isLossy).map((path) => [path, []]))
  const byLength = Map.groupBy(
    [...found].map(([path, neighbours]) => ({ path, neighbours, matches: patternOf(path) })),
    ({ path }) => lengthOf(path),
  )
  return {
    take: (path) => {
      for (const one of byLength.get(lengthOf(path)) ?? []) if (one.path !== path && one.matches.test(path)) one.neighbours.push(path)
    },
    of: (path) => found.get(path) ?? [],
  }
}

function lengthOf(path: string): number {
  return [...path].length
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.split(lossy).map(literal).join('[^/]')}$`, 'u')
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
