import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { processes } from '../helpers/cli-processes.ts'
import type { FaultBench } from './fault-bench.ts'

/** What lies in a case's folder by right. */
const known = ['Notes', 'home', 'drive', 'person', 'tmp', 'keys', 'back', 'fault']

/** I6: processes, mounts, locks and files that nobody needs any more. @param backedUp whether the last run was a backup: it is what makes the reserve anew */
export function leftBehind({ folder, home, repository, drive, temporary, person }: FaultBench, backedUp: boolean): string[] {
  const alive = processes().filter(({ pid, command }) => pid !== 1 && pid !== process.pid && command.length > 0)
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n')
  return [
    ...alive.map(({ pid, command }) => `process ${pid}: ${command.join(' ')}`),
    ...mounts.filter((line) => line.includes(`${folder}/`)).map((line) => `mount: ${line}`),
    ...[repository, drive]
      .flatMap((place) => namesIn(path.join(place, 'locks')).filter((name) => /^[0-9a-f]{64}$/.test(name)))
      .map((name) => `lock ${name}`),
    ...namesIn(path.join(home, 'locks')).filter((name) => !name.endsWith('.lock')),
    ...['temporary', 'programs', 'cache/drills'].flatMap((name) => namesIn(path.join(home, name)).map((one) => `${name}/${one}`)),
    ...namesIn(home).filter((name) => /\.tmp|~$|\.\d+$/.test(name)),
    // restic takes the name of such a file away right behind making it: one that is killed in between leaves it to whoever clears the system's folder.
    ...namesIn(temporary)
      .filter((name) => !/^restic-temp-pack-\d+$/.test(name))
      .map((name) => `TMPDIR/${name}`),
    // The library that asks the keychain makes this folder wherever it is missing, and puts nothing into it.
    ...namesIn(person).filter((name) => name !== '.cache' || namesIn(path.join(person, name)).length > 0),
    ...namesIn(folder).filter((name) => !known.includes(name)),
    ...namesIn(path.join(folder, 'back')).filter((name) => name.startsWith('.vaultkeeper')),
    ...(backedUp ? ballast(home) : []),
  ].map((what) => `I6: left behind: ${what}`)
}

/** What is kept for the moment in which the disk is full has to be there again. */
function ballast(home: string): string[] {
  const size = statSync(path.join(home, 'ballast'), { throwIfNoEntry: false })?.size ?? 0
  return size >= 4 * 2 ** 20 ? [] : [`a reserve of ${size} bytes`]
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
