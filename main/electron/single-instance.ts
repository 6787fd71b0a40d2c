import { mkdirSync, readlinkSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processAlive } from '../engine/home/process-identity.ts'
import { fail } from '../engine/problem-error.ts'
import type { Electron } from './electron.ts'

/** What a second start hands over. */
export type HandedOver = (argv: readonly string[]) => void

/**
 * Whether this is the only app on its home. Electron locks a folder of user data, so each home has one of its own, in its cache: two homes are two apps, and one
 * home has one, however it is named in the environment. To be called before Electron is ready, for then it would have used another folder. Where it answers
 * `false` the first app has what this one was started with, and this one is to end. Throws a problem where there is no first one, and no lock to be had either.
 *
 * @param cache the home's folder for what can be made anew
 * @param onSecond is called with the whole command line of each start after this one
 */
export function isOnlyInstance(
  app: Electron['app'],
  platform: NodeJS.Platform,
  cache: string,
  argv: readonly string[],
  onSecond: HandedOver,
): boolean {
  const named = join(cache, 'electron')
  mkdirSync(named, { recursive: true, mode: 0o700 })
  // Windows knows the first app by the name of that folder, and a link or another case is another name.
  const userData = realpathSync.native(named)
  app.setPath('userData', userData)
  app.setPath('sessionData', userData)
  // Chromium changes the command line that it hands over; this is the one that the person gave.
  if (!app.requestSingleInstanceLock({ argv })) {
    // Electron answers the same where Chromium could not make its lock.
    if (platform !== 'win32' && !isHeld(join(userData, 'SingletonLock')))
      fail(
        'start-refused',
        'Vaultkeeper did not start, for it could not make sure that it runs only once.',
        `Make room for it in ${userData} and in ${tmpdir()}, or give yourself the right to write there. Then start it again.`,
      )
    return false
  }
  app.on('second-instance', (_event, changed, _folder, data) => onSecond(givenIn(data) ?? changed))
  return true
}

/** Whether Chromium's lock, a link that leads to `HOST-PID`, names a process that is there. */
function isHeld(lock: string): boolean {
  try {
    const [, pid] = /-(\d+)$/.exec(readlinkSync(lock)) ?? []
    return pid !== undefined && processAlive(Number(pid), '')
  } catch {
    return false
  }
}

/** Another program of the same person can send anything. */
function givenIn(data: unknown): readonly string[] | undefined {
  if (typeof data !== 'object' || data === null || !('argv' in data) || !Array.isArray(data.argv)) return undefined
  return data.argv.every((one) => typeof one === 'string') ? data.argv : undefined
}
