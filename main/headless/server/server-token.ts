import { join } from 'node:path'
import type { Core } from '../../engine/core.ts'
import { writePrivateFile } from '../../engine/home/write-private-file.ts'
import { readPrivateFile } from './private-file.ts'

/** Where the token of a home's server lies. Whoever can read it may do everything that the pages can. */
function tokenFile(core: Core): string {
  return join(core.home.root, 'server-token')
}

/** The token of this home's server, if there is one. It is masked from now on in all that leaves this process. */
function readToken(core: Core): string | undefined {
  const text = readPrivateFile(tokenFile(core))?.trim()
  // Cut off by a full disk, or not from us: worth nothing.
  if (text === undefined || !/^[\w-]{43}$/.test(text)) return undefined
  core.redactor.add(text)
  return text
}

/** The token of this home's server: 32 random bytes, made at the first start and kept. Removing the file signs everybody out. */
export function serverToken(core: Core): string {
  const known = readToken(core)
  if (known !== undefined) return known
  const token = core.ports.randomBytes(32).toString('base64url')
  core.redactor.add(token)
  writePrivateFile(tokenFile(core), `${token}\n`)
  return token
}
