import { implement } from '@orpc/server'
import { service as contract, type LoginItemStanding, type ServiceStanding } from '../../contract/procedures/service.ts'
import { readVariables } from '../config/dot-env.ts'
import { editConfiguration } from '../config/edit-configuration.ts'
import type { Core } from '../core.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { installService, removeService, serviceState } from '../service/service-files.ts'
import type { Service } from '../service/service-for.ts'
import { notesOnService, serviceHere } from '../service/service-here.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  get: os.get.handler(({ context: { core } }) => standingHere(core)),
  install: os.install.handler(({ context: { core }, input }) => {
    if (core.ports.loginItem !== undefined)
      return fail(
        'app-is-no-service',
        'The tray app cannot be run as a service.',
        'Have it start at login; on a server, install the command line.',
      )
    const service = serviceOf(core)
    installService(service, input.force)
    return standing(core, service)
  }),
  remove: os.remove.handler(({ context: { core }, input }) => {
    const service = serviceOf(core)
    removeService(service, input.force)
    return standing(core, service)
  }),
  startApp: os.startApp.handler(async ({ context: { core }, input: { on } }) => {
    const { loginItem } = core.ports
    if (loginItem === undefined)
      return fail(
        'app-not-here',
        'Only the tray app can start itself at login.',
        'Open Settings in its window, or install the service here.',
      )
    loginItem.set(on)
    // What the configuration wants would be done again at the next start.
    if (!on && core.settings.configuration?.app.startAtLogin)
      await editConfiguration(core, [{ path: ['app', 'startAtLogin'], value: false }])
    return standingHere(core)
  }),
})

function appOf({ ports: { loginItem } }: Core): LoginItemStanding | null {
  return loginItem?.get() ?? null
}

/** Also of a system whose services are not known, which is no mistake of who asks. */
function standingHere(core: Core): ServiceStanding {
  try {
    return standing(core, serviceOf(core))
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'service-unknown') throw error
    const nothing = { path: '', content: '', switchOn: '', startAnew: '', switchOff: '', always: null, notes: [] }
    return { ...nothing, app: appOf(core), state: null, why: `${error.problem.sentence} ${error.problem.remedy}` }
  }
}

function serviceOf(core: Core): Service {
  return serviceHere(core.home.root, own(core))
}

function standing(core: Core, service: Service): ServiceStanding {
  const { path, content, switchOn, startAnew, switchOff, always } = service
  return {
    state: serviceState(service),
    why: null,
    path,
    content,
    switchOn,
    startAnew,
    switchOff,
    always,
    notes: notesOnService(own(core)),
    app: appOf(core),
  }
}

/** The environment that this process was given, without what `.env` in the home adds to it. */
function own(core: Core): NodeJS.ProcessEnv {
  const { variables } = readVariables(core.home.root, core.ports.environment)
  return Object.fromEntries(variables.filter(({ where }) => where === 'environment').map(({ name, value }) => [name, value]))
}
