import { exitCode } from '../../contract/exit-code.ts'
import { printable } from '../../contract/words/printable.ts'
import { homeFolder } from '../../engine/home/home.ts'
import { installService, removeService, type ServiceState, serviceState } from '../../engine/service/service-files.ts'
import type { Service } from '../../engine/service/service-for.ts'
import { notesOnService, type ServiceWishes, serviceHere } from '../../engine/service/service-here.ts'
import type { CommonOptions } from '../command-host.ts'
import { createScreen, type Screen } from '../terminal/screen.ts'

type ServiceOptions = CommonOptions & ServiceWishes & { readonly print?: boolean; readonly force?: boolean }

/** `vaultkeeper service install [--system [--as ACCOUNT]] [--serve] [--print | --force]` */
export async function serviceInstallCommand(options: ServiceOptions): Promise<number> {
  const service = await here(options)
  if (options.print) return print(service, options.json === true)
  const before = installService(service, options.force === true)
  const screen = createScreen(options.json === true)
  const notes = notesOnService(process.env)
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

/** `vaultkeeper service remove [--system] [--force]` */
export async function serviceRemoveCommand(options: ServiceOptions): Promise<number> {
  const service = await here(options)
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

/** `vaultkeeper service show [--system [--as ACCOUNT]] [--serve] [--print]` */
export async function serviceShowCommand(options: ServiceOptions): Promise<number> {
  const service = await here(options)
  if (options.print) return print(service, options.json === true)
  const state = serviceState(service)
  const screen = createScreen(options.json === true)
  if (screen.json) return emit(screen, service, state, {})
  screen.say(`${printable(service.path)}: ${inWords[state]}.`)
  if (state === 'missing' || state === 'outdated')
    screen.say(`  Write it with: vaultkeeper service install${options.system ? ' --system' : ''}`)
  else {
    screen.say(`  Switch it on with: ${printable(service.switchOn)}`)
    screen.say(`  If it runs already, start it anew with: ${printable(service.startAnew)}`)
  }
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

function print(service: Service, json: boolean): number {
  if (json) return emit(createScreen(true), service, serviceState(service), {})
  process.stdout.write(service.content)
  return exitCode.done
}

async function here(options: ServiceOptions): Promise<Service> {
  return serviceHere(await homeFolder(process.env), process.env, options)
}
