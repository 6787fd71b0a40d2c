import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/** What makes the system start the tray app when the person logs in. */
export const LoginItemStanding = z.object({
  /** `refused`: it is there, and was switched off in the system's own settings. `null`: it cannot be had; `note` says why. */
  state: z.enum(['on', 'off', 'refused']).nullable(),
  /** Where the system keeps it: a file, or what its settings are called. */
  where: z.string(),
  note: z.string().nullable(),
})
/** See the schema of this name. */
export type LoginItemStanding = z.infer<typeof LoginItemStanding>

/** The file that makes the system start Vaultkeeper by itself. Commands are for a person to type. */
export const ServiceStanding = z.object({
  /** `null` on a system whose services are not known; `why` says so. */
  state: z.enum(['missing', 'current', 'outdated', 'changed']).nullable(),
  why: z.string().nullable(),
  path: z.string(),
  content: z.string(),
  switchOn: z.string(),
  startAnew: z.string(),
  switchOff: z.string(),
  /** So that it also runs while nobody is logged in; `null` where that cannot be had. */
  always: z.string().nullable(),
  /** What a person should know, and would learn too late. */
  notes: list(z.string()),
  /** The tray app, where it is what answers: the service is then none of its business, but may be there as well. */
  app: LoginItemStanding.nullable(),
})
/** See the schema of this name. */
export type ServiceStanding = z.infer<typeof ServiceStanding>

const force = z.object({ force: z.boolean().default(false).describe('Even one that somebody has changed.') })

/** Start at login: the service of this system. */
export const service = {
  get: procedure
    .route({ method: 'GET', path: '/service', summary: 'Whether the system starts Vaultkeeper by itself' })
    .output(ServiceStanding),
  install: procedure
    .route({ method: 'PUT', path: '/service', summary: 'Write the file of the service' })
    .input(force)
    .output(ServiceStanding),
  remove: procedure
    .route({ method: 'DELETE', path: '/service', summary: 'Remove the file of the service' })
    .input(force)
    .output(ServiceStanding),
  startApp: procedure
    .route({ method: 'PUT', path: '/service/app', summary: 'Whether the tray app starts at login; asked of the tray app alone' })
    .input(z.object({ on: z.boolean() }))
    .output(ServiceStanding),
}
