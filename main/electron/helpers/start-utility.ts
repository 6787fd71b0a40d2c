import type { UtilityProcess } from 'electron'
import { helperFile } from '../../engine/helpers/helper-file.ts'
import type { Electron } from '../electron.ts'

/**
 * Starts a helper as a process of Electron's own. It gets the environment that it is told, and on Windows what no program begins without. Nobody reads what
 * it writes: it talks through messages.
 */
export function startUtility(
  { utilityProcess }: Pick<Electron, 'utilityProcess'>,
  name: string,
  environment: NodeJS.ProcessEnv,
): UtilityProcess {
  const system = process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'], windir: process.env['windir'] } : {}
  const helper = utilityProcess.fork(helperFile(name), [], {
    env: { ...system, ...environment },
    stdio: 'ignore',
    serviceName: `Vaultkeeper ${name}`,
  })
  // A fatal error of its V8 is told before its exit is; unheard it would end the app, too.
  helper.on('error', () => undefined)
  return helper
}

/**
 * Asks a helper to end, and Electron makes it two seconds later: it does not end by itself, not even when it has nothing left to do. One that has not come to run
 * yet, on a machine that is slow, would not hear it.
 */
export function endUtility(helper: UtilityProcess): void {
  if (!helper.kill()) helper.once('spawn', () => helper.kill())
}
