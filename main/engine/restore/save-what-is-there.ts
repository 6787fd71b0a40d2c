import type { RunHost } from '../core.ts'
import { shownPath, statOf } from '../verify/walk-source.ts'
import { TargetPlaces } from './target-places.ts'

/** What a safety snapshot was taken of, its id, and files that were changed again and again while it was: shown paths. */
export type Saved<There> = { readonly there: There; readonly safety: string | null; readonly restless: readonly string[] }

/** As often as this what changed meanwhile is saved anew. */
const mostTries = 3

/**
 * Looks what there is in a target and saves it, until nothing of it changed between its safety snapshot and the first write: what somebody wrote in
 * between would be in neither. What never rests is told, and goes all the same: the state of it that is saved is moments old.
 * @param look what may be touched; paths as in `TargetEntries`
 * @param save takes the snapshot. `parent`: the one before, of much the same
 */
export async function saveWhatIsThere<There extends { readonly touched: readonly string[] }>(
  target: string,
  look: () => Promise<There>,
  save: (touched: readonly string[], parent: string | undefined) => Promise<string | null>,
  host: RunHost,
): Promise<Saved<There>> {
  let safety: string | null = null
  for (let tries = 1; ; tries++) {
    const there = await look()
    const changed = changesOf(target, there.touched)
    safety = await save(there.touched, safety ?? undefined)
    const again = changed()
    const restless = again.filter((path) => path !== '' && !path.endsWith('/')).map(shownPath)
    if (again.length === 0 || tries === mostTries) return { there, safety, restless }
    host.onProgress({ step: 'note', text: `${restless[0] ?? target} was changed meanwhile: saving it again` })
  }
}

/** What is told of files that never rested. Pure. */
export function restlessWords(restless: readonly string[]): string[] {
  return restless.map((path) => `Another program wrote to it while it was saved, so its last words may be lost: ${path}`)
}

/** @returns what of a target has changed since, folders with a slash at their ends: by the time that the system gives each change, which nobody can set. */
function changesOf(target: string, touched: readonly string[]): () => string[] {
  const places = new TargetPlaces(target)
  // A folder's tells of names that are new in it.
  const all = ['', ...touched]
  const timeOf = (path: string) => statOf(places.at(path.replace(/\/$/, '')))?.ctimeMs ?? Number.NaN
  const before = Float64Array.from(all, timeOf)
  return () => all.filter((path, at) => !Object.is(timeOf(path), before[at]))
}
