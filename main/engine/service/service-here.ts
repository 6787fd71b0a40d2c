import { existsSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { resolvePath } from '../config/resolve-places.ts'
import { accountOf } from './account.ts'
import { autostartPath, isAutostarted } from './autostart-entry.ts'
import { commandLine } from './command-line.ts'
import { type Service, serviceFor } from './service-for.ts'

/** Where an account of Linux has its Vaultkeeper, from its own folder, unless it says otherwise (see homeFolder). */
const dataFolder = '.local/share/vaultkeeper'

/** What may be asked of a service besides the usual, which is the schedule for the person who asks. */
export type ServiceWishes = {
  /** For the whole system: begun with it, whoever is logged in. */
  readonly system?: boolean
  /** The account that it runs as; only for the whole system. */
  readonly as?: string | undefined
  /** The pages as well. */
  readonly serve?: boolean
}

/**
 * The service of this machine for a home. Throws a problem for a platform without one.
 * @param home of the person; another account has its own, unless one is named
 * @param environment of the person, without what `.env` adds: the service reads that itself
 */
export function serviceHere(
  home: string,
  environment: NodeJS.ProcessEnv,
  { system = false, as, serve = false }: ServiceWishes = {},
): Service {
  const { platform } = process
  // Elsewhere there is no service of the whole system, which is told below.
  const known = () => (platform === 'linux' ? accountOf(as) : { name: '', folder: '', own: true })
  const account = system ? known() : undefined
  const theirs = account === undefined || account.own || environment['VAULTKEEPER_HOME'] ? home : join(account.folder, dataFolder)
  const passed: Record<string, string> = { VAULTKEEPER_HOME: theirs }
  for (const name of ['VAULTKEEPER_CONFIG', 'VAULTKEEPER_RESTIC'])
    if (environment[name]) passed[name] = resolve(resolvePath(environment[name], environment['HOME'] ?? homedir()))
  // Services begin with a short PATH of the system's own; hooks, rclone and ssh are looked for in the person's, if it is this one.
  if (platform !== 'win32' && environment['PATH'] && account?.own !== false) passed['PATH'] = personsPath(environment['PATH'])
  const user = [environment['USERDOMAIN'], userInfo().username].filter(Boolean).join('\\')
  return serviceFor(
    platform,
    { command: [...commandLine(), serve ? 'serve' : 'daemon'], environment: passed, hushed: serve },
    {
      person: environment['HOME'] ?? homedir(),
      configuration: environment['XDG_CONFIG_HOME'],
      home: theirs,
      user,
      root: process.getuid?.() === 0,
      ...(account === undefined ? {} : { account: { name: account.name, home: theirs } }),
    },
  )
}

/** What a person should know of the service here, and would learn too late. */
export function notesOnService(environment: NodeJS.ProcessEnv): string[] {
  const notes: string[] = []
  const secrets = Object.keys(environment).filter((name) => /^VAULTKEEPER_(?:PASSWORD|SECRET)/.test(name))
  for (const name of secrets)
    notes.push(
      `${name} is set here and is not passed on: keep the password with \`vaultkeeper secret set\`, or set it for the service yourself.`,
    )
  if (process.platform === 'linux' && !existsSync('/run/systemd/system'))
    notes.push('systemd does not run on this system: start `vaultkeeper daemon` by its own means.')
  if (isAutostarted(environment))
    notes.push(
      `The tray app starts at login, too (${autostartPath(environment)}). Whichever comes first runs the schedule, and the other waits for its end.`,
    )
  return notes
}

/** Without what npm puts in front of it. */
function personsPath(path: string): string {
  const folders = path.split(':').filter((folder) => folder.startsWith('/') && !/\/node_modules\/\.bin$|\/node-gyp-bin$/.test(folder))
  return [...new Set(folders)].join(':')
}
