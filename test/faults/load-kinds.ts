import { readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Kind } from './kind.ts'

const folder = path.join(import.meta.dirname, 'kinds')

/**
 * The kinds below `kinds/`, by their ids: each file exports one as `kind`.
 * @param only ids or the rows they begin with, with commas between: `E1`, `B,C2`; undefined for all
 */
export async function loadKinds(only?: string): Promise<Kind[]> {
  const wanted = only?.toLowerCase().split(',')
  const files = readdirSync(folder).filter(
    (name) => name.endsWith('.ts') && (wanted === undefined || wanted.some((one) => name.startsWith(one))),
  )
  const kinds = await Promise.all(
    files.map(async (name) => ((await import(pathToFileURL(path.join(folder, name)).href)) as { kind: Kind }).kind),
  )
  const isMeant = (id: string) =>
    wanted === undefined || wanted.some((one) => id === one || (id.startsWith(one) && !kinds.some((kind) => kind.id.toLowerCase() === one)))
  return kinds.filter(({ id }) => isMeant(id.toLowerCase())).sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
}
