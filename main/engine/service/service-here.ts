import { existsSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { resolve } from 'node:path'
import { commandLine } from './command-line.ts'
import { type Service, serviceFor } from './service-for.ts'

/**
 * The service of this machine for a home. Throws a problem for a platform without one.
 * @param environment of the person, without what `.env` adds: the service reads that itself
 */
export function serviceHere(home: string, environment: NodeJS.ProcessEnv): Service {
  const { platform } = process
  const passed: Record<string, string> = { VAULTKEEPER_HOME: home }
  for (const name of ['VAULTKEEPER_CONFIG', 'VAULTKEEPER_RESTIC']) if (environment[name]) passed[name] = resolve(environment[name])
  // Services begin with a short PATH of the system's own; hooks, rclone and ssh are looked for in the person's.
  if (platform !== 'win32' && environment['PATH']) passed['PATH'] = personsPath(environment['PATH'])
  const user = [environment['USERDOMAIN'], userInfo().username].filter(Boolean).join('\\')
  return serviceFor(
    platform,
    { command: [...commandLine(), 'daemon'], environment: passed },
    { person: environment['HOME'] ?? homedir(), configuration: environment['XDG_CONFIG_HOME'], home, user },
  )
}

/** What a person should know of the service here, and would learn too late. */
export function notesOnService(environment: NodeJS.ProcessEnv): string[] {
  const notes: string[] = []
  const secrets = Object.keys(environment).filter((name) => name.startsWith('VAULTKEEPER_PASSWORD'))
  for (const name of secrets)
    notes.push(
      `${name} is set here and is not passed on: keep the password with \`vaultkeeper secret set\`, or set it for the service yourself.`,
    )
  if (process.platform === 'linux' && !existsSync('/run/systemd/system'))
    notes.push('systemd does not run on this system: start `vaultkeeper daemon` by its own means.')
  return notes
}

/** Without what npm puts in front of it. */
function personsPath(path: string): string {
  const folders = path.split(':').filter((folder) => folder.startsWith('/') && !/\/node_modules\/\.bin$|\/node-gyp-bin$/.test(folder))
  return [...new Set(folders)].join(':')
}
