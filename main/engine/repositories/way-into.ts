import type { Core } from '../core.ts'
import { type Credentials, findCredentials } from '../secrets/credential.ts'
import { programOptions } from './reach/programs.ts'
import type { Reach } from './reach/reach.ts'
import { type WayIn, withSecrets } from './reach/with-secrets.ts'

/**
 * How restic gets to a repository, with the secrets that its place asks for. Throws a problem where one of these, or a program on the way, is missing.
 * @param given secrets that are to be tried instead of those that are kept
 */
export async function wayInto(core: Core, name: string, reach: Reach, given: Credentials = new Map()): Promise<WayIn> {
  const options = await programOptions(reach, core.ports.environment)
  const others = reach.needs.filter(({ part, instead }) => !given.has(part) && !(instead !== undefined && given.has(instead)))
  const kept = await findCredentials(core, name, others)
  return withSecrets({ ...reach, options: { ...options, ...reach.options } }, new Map([...kept, ...given]))
}
