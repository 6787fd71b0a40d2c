import { setImmediate as turn } from 'node:timers/promises'
import { below, kindAt, namesIn } from './folder-state.ts'
import { isPreserved, type Staying } from './plan-replacement.ts'
import { isStaging } from './staging-beside.ts'

/** What is in an agent's folder. `entries`: relative, one character per byte, folders with a slash at the end; `preserved`: files that `preserve` names, which are not among them. */
export type Surveyed = { readonly entries: readonly string[]; readonly preserved: readonly string[] }

/** Lists an agent's folder: what may be replaced in it, and what is left as it is. Sockets, FIFOs and devices are neither. @param folder real path, one character per byte */
export async function surveyFolder(folder: string, staying: Staying): Promise<Surveyed> {
  const surveyed = { entries: [] as string[], preserved: [] as string[] }
  if (kindAt(folder, '') === 'folder') await enter(folder, '', staying, surveyed, false)
  return surveyed
}

async function enter(
  folder: string,
  path: string,
  staying: Staying,
  into: { entries: string[]; preserved: string[] },
  within: boolean,
): Promise<void> {
  await turn()
  for (const name of namesIn(folder, path)) {
    const one = below(path, name)
    if (staying.foreign.includes(one) || (path === '' && isStaging(name))) continue
    const kind = kindAt(folder, one)
    const kept = within || isPreserved(staying, one)
    if (kind === 'folder') {
      if (!kept) into.entries.push(`${one}/`)
      await enter(folder, one, staying, into, kept)
    } else if (kind === 'file' || kind === 'link') (kept ? into.preserved : into.entries).push(one)
  }
}
