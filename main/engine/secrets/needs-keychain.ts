import { existsSync } from 'node:fs'
import type { Core } from '../core.ts'
import { placeOfRepository } from '../repositories/repository-place.ts'
import { knownRepository } from '../state/queries.ts'
import { credentialFile, credentialVariable } from './credential.ts'
import { passwordVariables } from './password.ts'

/** Whether something that opens a repository lies in the keychain, or would be looked for there: its password, or what its place asks for. */
export function needsKeychain(core: Core, repository: string): boolean {
  const { environment } = core.ports
  const known = knownRepository(core.state.database, repository)
  const names = passwordVariables(repository)
  const isGiven = [names.value, names.command, names.file].some((name) => environment[name])
  if (known?.password === 'keychain' && !isGiven) return true
  const { needs } = placeOfRepository(core, repository, known)
  return needs.some(
    ({ part, optional }) =>
      !optional && !environment[credentialVariable(repository, part)] && !existsSync(credentialFile(core.home, repository, part)),
  )
}
