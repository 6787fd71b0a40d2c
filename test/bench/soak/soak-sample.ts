import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { soakPlaces } from './soak-home.ts'

/** How everything stood at a moment of the soak. */
export type SoakSample = {
  /** Ended by then. */
  readonly runs: number
  readonly rss: number
  readonly heap: number
  /** What is kept outside of the heap, in MB. */
  readonly external: number
  readonly handles: number
  readonly resources: number
  readonly children: number
  readonly zombies: number
  readonly threads: number
  readonly temporary: number
  readonly locks: number
  readonly history: number
  readonly index: number
  readonly state: number
  /** Files of the home in all. */
  readonly files: number
}

/** What the process tells of itself. */
export type SoakTold = {
  readonly runs: number
  readonly rss: number
  readonly heapUsed: number
  readonly external: number
  readonly resources: number
}

/** Looks at a process of the soak and at its home, from outside. */
export function soakSample(work: string, pid: number, told: SoakTold): SoakSample {
  const { home } = soakPlaces(work)
  const children = childrenOf(pid)
  return {
    runs: told.runs,
    rss: told.rss / 1e6,
    heap: told.heapUsed / 1e6,
    external: told.external / 1e6,
    resources: told.resources,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    threads: readdirSync(`/proc/${pid}/task`).length,
    children: children.length,
    zombies: children.filter((child) => /^State:\s+Z/m.test(textOf(`/proc/${child}/status`))).length,
    temporary: countBelow(join(home, 'temporary')) + countBelow(join(home, 'cache', 'drills')),
    locks: countBelow(join(home, 'locks')),
    history: bytesOf(home, /^system-history/),
    state: bytesOf(home, /^state\.sqlite/),
    index: bytesOf(join(home, 'cache', 'index'), /\.sqlite/),
    files: countBelow(home),
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    textOf(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number),
  )
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    // Gone meanwhile.
    return ''
  }
}

/** A folder that goes while it is looked through counts as gone. */
function countBelow(folder: string): number {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries.reduce((sum, entry) => sum + 1 + (entry.isDirectory() ? countBelow(join(folder, entry.name)) : 0), 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

function bytesOf(folder: string, name: RegExp): number {
  const files = existsSync(folder) ? readdirSync(folder).filter((one) => name.test(one)) : []
  return files.reduce((sum, file) => sum + (lstatSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0), 0)
}
