import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/**
 * How the kit of a repository stands. `unchecked`: nobody has proved yet to have it; `due`: the last check is longer ago than the configuration wants;
 * `outdated`: the password has changed, or the repository moved, since it was made.
 */
export const KitStanding = z.enum(['good', 'unchecked', 'due', 'outdated'])
/** See {@link KitStanding}. */
export type KitStanding = z.infer<typeof KitStanding>

/** A QR code: the text that it holds, and what to draw it with: a path of SVG in a square of `size` by `size`, of which each unit is one module. */
export const KitCode = z.object({ title: z.string(), text: z.string(), size: z.number(), path: z.string() })
/** See the schema of this name. */
export type KitCode = z.infer<typeof KitCode>

/**
 * An emergency kit: all that is needed to get everything back with plain restic, but for the password. `location` is as restic takes it, `place` as a
 * person would say it. `keys` are all that open it; `key` is the id of the one that the password opens, `null` as long as that was not changed. `showable`: the password may still be shown on a page. `text` is the whole kit
 * as text, with `blank` in the password's place, `html` the same as a page to print. `codes` hold its commands; put together in their order they are one
 * script.
 */
export const Kit = z.object({
  repository: z.string(),
  place: z.string(),
  location: z.string(),
  onThisComputer: z.boolean(),
  id: z.string(),
  keys: list(z.string()),
  key: z.string().nullable(),
  restic: z.string().nullable(),
  made: z.string(),
  host: z.string(),
  kept: z.enum(['keychain', 'file', 'environment', 'command']),
  checked: z.string().nullable(),
  showable: z.boolean(),
  vaults: list(z.object({ id: z.string(), name: z.string(), path: z.string() })),
  steps: list(z.object({ title: z.string(), commands: list(z.string()) })),
  /** The command by which Vaultkeeper brings everything back, its own settings too. */
  comeback: z.string(),
  text: z.string(),
  html: z.string(),
  blank: z.string(),
  codes: list(KitCode),
  standing: KitStanding,
  /** Why it is not good; `null` where it is. */
  sentence: z.string().nullable(),
})
/** See the schema of this name. */
export type Kit = z.infer<typeof Kit>

const which = z.object({ repository: z.string() })

/** The emergency kit of each repository. */
export const kit = {
  list: procedure.route({ method: 'GET', path: '/kits', summary: 'Whose emergency kits there are, and when each was last checked' }).output(
    list(
      z.object({
        repository: z.string(),
        place: z.string(),
        shown: z.string().nullable(),
        checked: z.string().nullable(),
        made: z.string().nullable(),
        standing: KitStanding,
        sentence: z.string().nullable(),
      }),
    ),
  ),
  get: procedure.route({ method: 'GET', path: '/kits/{repository}', summary: 'A kit without its password' }).input(which).output(Kit),
  password: procedure
    .route({
      method: 'POST',
      path: '/kits/{repository}/password',
      summary: 'The password, to be written down: until somebody has proved to have it',
    })
    .input(which)
    .output(z.object({ password: z.string(), code: KitCode, text: z.string(), html: z.string() })),
  made: procedure
    .route({ method: 'POST', path: '/kits/{repository}/made', summary: 'Says that a kit was printed or saved: with the key that it named' })
    .input(which.extend({ key: z.string().nullable() }))
    .output(z.object({})),
  check: procedure
    .route({
      method: 'POST',
      path: '/kits/{repository}/check',
      summary: 'Whether this is the end of the password, as it stands on the kit',
    })
    .input(which.extend({ last: z.string().max(1000) }))
    .output(z.object({ right: z.boolean() })),
}
