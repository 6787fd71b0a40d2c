import type { Core } from '../core.ts'
import { needsOf } from '../repositories/reach/needs-of.ts'
import { findCredentials } from '../secrets/credential.ts'
import { secretBlank } from './kit-way.ts'
import { quote } from './quote.ts'

/** Where restic reads a part of a log-in from as a variable, where we hand it over otherwise. */
const variables: Readonly<Record<string, string>> = {
  'user-password': 'RESTIC_REST_PASSWORD',
  'access-key-id': 'AWS_ACCESS_KEY_ID',
  'secret-access-key': 'AWS_SECRET_ACCESS_KEY',
}

/** What the server of a repository asks for, by the variable in which plain restic reads it. Whole files are not among it: they are kept as files. */
export async function kitLogIn(core: Core, repository: string): Promise<ReadonlyMap<string, string>> {
  const configured = core.settings.configuration?.repositories[repository]
  if (configured === undefined) return new Map()
  const { ports, home, redactor } = core
  const needs = needsOf(configured, { platform: process.platform })
  const found = await findCredentials({ ports, home, redactor }, repository, needs)
  return new Map(
    needs.flatMap(({ part, as, variable }) => {
      const [name, value] = [variables[part] ?? (as === 'environment' ? variable : undefined), found.get(part)]
      return name === undefined || value === undefined ? [] : [[name, value] as const]
    }),
  )
}

/** A step as it is printed. */
type Printed = { readonly title: string; readonly commands: readonly string[] }

/** Steps with what is known of the log-in in place of its blanks. Pure. */
export function filledIn(
  steps: readonly Printed[],
  logIn: ReadonlyMap<string, string>,
  platform: NodeJS.Platform = process.platform,
): Printed[] {
  const blank = new RegExp(`^((?:export |\\$env:)(\\w+)(?: = |=))'${secretBlank}'$`)
  const fill = (command: string) =>
    command.replace(blank, (whole, before: string, name: string) => {
      const value = logIn.get(name)
      return value === undefined ? whole : `${before}${inQuotes(value, platform)}`
    })
  return steps.map(({ title, commands }) => {
    const filled = commands.map(fill)
    return { title: filled.some((line, at) => line !== commands[at]) ? title.replace(/:.*$/s, '') : title, commands: filled }
  })
}

/** PowerShell would take a bare word for a command. */
function inQuotes(value: string, platform: NodeJS.Platform): string {
  const quoted = quote(value, platform)
  return quoted.startsWith("'") ? quoted : `'${quoted}'`
}
