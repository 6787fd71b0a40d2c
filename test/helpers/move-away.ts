import { readdirSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

/** Takes the largest pack of a repository, in which contents of files lie, or all of them, out of it for a while. */
export function moveAway(repository: string, which: 'largest' | 'all'): { readonly putBack: () => void } {
  const data = path.join(repository, 'data')
  const packs = readdirSync(data).flatMap((folder) => readdirSync(path.join(data, folder)).map((name) => path.join(data, folder, name)))
  const sorted = packs.toSorted((one, other) => statSync(other).size - statSync(one).size)
  const place = temporaryFolder('away')
  const gone = which === 'all' ? sorted : sorted.slice(0, 1)
  const move = (from: (pack: string) => string, to: (pack: string) => string) => {
    for (const pack of gone) renameSync(from(pack), to(pack))
  }
  const aside = (pack: string) => path.join(place, path.basename(pack))
  const itself = (pack: string) => pack
  move(itself, aside)
  return { putBack: () => move(aside, itself) }
}
