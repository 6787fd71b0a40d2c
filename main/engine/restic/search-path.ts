import { stat } from 'node:fs/promises'
import path from 'node:path'

/**
 * Every file called `name` on PATH, in order, as absolute names. The search is our own and not the system's for one reason: empty and
 * relative entries of PATH mean the current folder, and a program must never be taken from the folder that happens to be current.
 */
export async function searchPath(name: string, environment: NodeJS.ProcessEnv, platform: string): Promise<readonly string[]> {
  const flavour = platform === 'win32' ? path.win32 : path.posix
  const candidates = pathFolders(environment, platform).map((folder) => flavour.join(folder, platform === 'win32' ? `${name}.exe` : name))
  const found: string[] = []
  for (const candidate of new Set(candidates)) {
    const facts = await stat(candidate).catch(() => undefined)
    if (facts?.isFile()) found.push(candidate)
  }
  return found
}

/** The folders on PATH that are absolute; Windows spells the variable `Path` and may quote an entry. */
export function pathFolders(environment: NodeJS.ProcessEnv, platform: string): readonly string[] {
  const windows = platform === 'win32'
  const value = windows ? Object.entries(environment).find(([name]) => name.toLowerCase() === 'path')?.[1] : environment['PATH']
  const entries = (value ?? '').split(windows ? ';' : ':').map((entry) => (windows ? entry.trim().replace(/^"(.*)"$/, '$1') : entry))
  // On Windows `\tools` is "absolute" as well, on whatever drive is current: only a drive or a share in front makes a place.
  return entries.filter((entry) => (windows ? /^([a-z]:[\\/]|\\\\)/i.test(entry) : entry.startsWith('/')))
}
