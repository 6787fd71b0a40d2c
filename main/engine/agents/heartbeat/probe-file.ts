import { realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { systemCode } from '../../problem-error.ts'
import { cannotTell, type Probe, silent } from './probe.ts'

/** Looks that a disk has not answered. Each holds one of the four threads that all work with files shares. */
let hanging = 0
const mostHanging = 2

/**
 * Looks at the file that an agent touches. It counts inside of the folder only: a link may not lead out.
 * @param cap in ms; a disk that does not answer by then makes it `unknown`
 */
export async function probeFile(folder: string, file: string, cap: number): Promise<Probe> {
  if (hanging >= mostHanging) return cannotTell('a disk does not answer')
  let timer: NodeJS.Timeout | undefined
  let late = false
  const looked = look(folder, file).finally(() => {
    if (late) hanging--
  })
  const tooLong = new Promise<Probe>((resolve) => {
    timer = setTimeout(() => {
      late = true
      hanging++
      resolve(cannotTell('its disk does not answer'))
    }, cap)
  })
  try {
    return await Promise.race([looked, tooLong])
  } finally {
    clearTimeout(timer)
  }
}

async function look(folder: string, file: string): Promise<Probe> {
  let root: string
  try {
    root = await realpath(folder)
  } catch (error) {
    return isMissing(error) ? silent('its folder is not there') : cannotTell(`its folder cannot be looked at (${systemCode(error)})`)
  }
  try {
    const real = await realpath(join(root, file))
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep))
      return cannotTell(`${file} is a link that leads out of its folder`)
    const { mtimeMs } = await stat(real)
    // A disk can hold times that no calendar has.
    return Math.abs(mtimeMs) < 8.64e15
      ? { kind: 'beat', at: new Date(mtimeMs).toISOString() }
      : cannotTell(`${file} has no time that makes sense`)
  } catch (error) {
    return isMissing(error) ? silent(`${file} is not there`) : cannotTell(`${file} cannot be looked at (${systemCode(error)})`)
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(error))
}
