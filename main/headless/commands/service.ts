import { existsSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCode } from '../../contract/exit-code.ts'
import { homeFolder } from '../../engine/home/home.ts'
import { installService, removeService, type ServiceState, serviceState } from '../../engine/service/service-files.ts'
import { type Service, serviceFor } from '../../engine/service/service-for.ts'
import type { CommonOptions } from '../command-host.ts'
import { printable } from '../terminal/printable.ts'
import { createScreen, type Screen } from '../terminal/screen.ts'

/** Flags of Node that the daemon runs under: those of the script `vaultkeeper` in package.json. */
const nodeFlags = ['--max-semi-space-size=2', '--conditions=source', '--disable-warning=ExperimentalWarning']

type ServiceOptions = CommonOptions & { readonly print?: boolean; readonly force?: boolean }

/** `vaultkeeper service install [--print | --force]` */
export async function serviceInstallCommand(options: ServiceOptions): Promise<number> {
  const service = await serviceHere()
  if (options.print) return print(service)
  const before = installService(service, options.force === true)
  const screen = createScreen(options.json === true)
  const notes = notesOn(process.env)
  if (screen.json) return emit(screen, service, 'current', { before, notes })
  screen.say(
    before === 'current'
      ? `The service is as it should be: ${printable(service.path)}`
      : `The service is written: ${printable(service.path)}`,
  )
  screen.say(`  Switch it on with: ${printable(service.switchOn)}`)
  if (before === 'outdated' || before === 'changed') screen.say(`  If it runs already: ${printable(service.startAnew)}`)
  if (service.always !== null) screen.say(`  On a server, so that it also runs while nobody is logged in: ${service.always}`)
  for (const note of notes) screen.tell(`  ${note}`)
  return exitCode.done
}

/** `vaultkeeper service remove [--force]` */
export async function serviceRemoveCommand(options: ServiceOptions): Promise<number> {
  const service = await serviceHere()
  const before = removeService(service, options.force === true)
  const screen = createScreen(options.json === true)
  if (screen.json) return emit(screen, service, 'missing', { before })
  if (before === 'missing') screen.say(`There is no service: ${printable(service.path)}`)
  else {
    screen.say(`The service is removed: ${printable(service.path)}`)
    screen.say(`  End it, if it runs, with: ${printable(service.switchOff)}`)
  }
  return exitCode.done
}

/** `vaultkeeper service show [--print]` */
export async function serviceShowCommand(options: ServiceOptions): Promise<number> {
  const service = await serviceHere()
  if (options.print) return print(service)
  const state = serviceState(service)
  const screen = createScreen(options.json === true)
  if (screen.json) return emit(screen, service, state, {})
  screen.say(`${printable(service.path)}: ${inWords[state]}.`)
  if (state === 'missing' || state === 'outdated') screen.say('  Write it with: vaultkeeper service install')
  else screen.say(`  Switch it on with: ${printable(service.switchOn)}`)
  return exitCode.done
}

const inWords: Record<ServiceState, string> = {
  missing: 'not there',
  current: 'as it should be',
  outdated: 'as Vaultkeeper wrote it, for other folders or an older version',
  changed: 'changed by somebody, or never ours',
}

function emit(screen: Screen, service: Service, state: ServiceState, more: object): number {
  const { path, content, switchOn, startAnew, switchOff, always } = service
  screen.emit({ command: 'service', exitCode: exitCode.done, path, state, content, switchOn, startAnew, switchOff, always, ...more })
  return exitCode.done
}

function print({ content }: Service): number {
  process.stdout.write(content)
  return exitCode.done
}

async function serviceHere(): Promise<Service> {
  const { platform, env } = process
  const home = await homeFolder(env)
  const environment: Record<string, string> = { VAULTKEEPER_HOME: home }
  for (const name of ['VAULTKEEPER_CONFIG', 'VAULTKEEPER_RESTIC']) if (env[name]) environment[name] = resolve(env[name])
  // Services begin with a short PATH of the system's own; hooks, rclone and ssh are looked for in the person's.
  if (platform !== 'win32' && env['PATH']) environment['PATH'] = personsPath(env['PATH'])
  const cli = fileURLToPath(new URL('../cli.mjs', import.meta.url))
  const user = [env['USERDOMAIN'], userInfo().username].filter(Boolean).join('\\')
  return serviceFor(
    platform,
    { command: [process.execPath, ...nodeFlags, cli, 'daemon'], environment },
    { person: homedir(), configuration: env['XDG_CONFIG_HOME'], home, user },
  )
}

/** Without what npm puts in front of it. */
function personsPath(path: string): string {
  const folders = path.split(':').filter((folder) => folder.startsWith('/') && !/\/node_modules\/\.bin$|\/node-gyp-bin$/.test(folder))
  return [...new Set(folders)].join(':')
}

/** What a person should know of the service here, and would learn too late. */
function notesOn(environment: NodeJS.ProcessEnv): string[] {
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
