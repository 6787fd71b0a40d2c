import { readFileSync, statSync } from 'node:fs'
import { writePrivateFile } from '../home/write-private-file.ts'
import { executableKind } from './executable-kind.ts'
import { versionFault } from './restic-version.ts'

/** What tells whether a program is still the same file as it was. `undefined` where it cannot be looked at. */
export function stampOf(program: string): string | undefined {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(program, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs].join(':')
  } catch {
    return undefined
  }
}

/**
 * The version that a program told when it was last asked, if it is the same file since: to ask costs each command 30 ms.
 * @param memory the file that {@link rememberVersion} wrote
 */
export function knownVersion(memory: string, program: string): string | undefined {
  try {
    const { program: of, stamp, version } = JSON.parse(readFileSync(memory, 'utf8'))
    const isIt = of === program && stamp === stampOf(program) && /^\d+\.\d+\.\d+$/.test(version)
    return isIt && versionFault(version) === undefined ? version : undefined
  } catch {
    // Not there, or not as we wrote it: then it is asked.
    return undefined
  }
}

/**
 * Remembers what a program told. Not of a script: what that calls may be another one tomorrow.
 * @param stamp as it was before it was asked
 */
export async function rememberVersion(memory: string, program: string, stamp: string, version: string): Promise<void> {
  if ((await executableKind(program)).kind !== 'program') return
  try {
    writePrivateFile(memory, JSON.stringify({ program, stamp, version }))
  } catch {
    // A full disk, say: it is asked again the next time.
  }
}
