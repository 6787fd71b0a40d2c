import { existsSync } from 'node:fs'
import type { PasswordSource } from '../../contract/password-source.ts'
import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { newPassword } from '../secrets/new-password.ts'
import {
  chosenPassword,
  type FoundPassword,
  findPassword,
  keepInFile,
  keychainAccount,
  keychainProblem,
  passwordFile,
  passwordVariables,
  repositoryPassword,
} from '../secrets/password.ts'
import { embedded } from './repository-place.ts'

/**
 * The password for a repository that the history does not know yet. What the environment chooses comes first; one that is kept already is used
 * again; else a new one is made and kept in the keychain, or, where there is none, in a 0600 file: the embedded repository lies on the same disk
 * for the same user. A keychain that is locked or does not answer is no reason for the file: the password might be in it.
 */
export async function passwordForNew(
  core: Core,
  { name, location }: { name: string; location: string },
  something: boolean,
  promised: PasswordSource | undefined,
): Promise<FoundPassword> {
  const { value: variable } = passwordVariables(name)
  const remember = (found: FoundPassword) => {
    core.redactor.add(found.value)
    return found
  }
  const chosen = await chosenPassword(core.ports.environment, name)
  if (chosen !== undefined) {
    // One that is in use is read on as it was.
    if (chosen.value.includes('\ufffd') && !something)
      fail(
        'password-unusable',
        `The password for "${name}" that the environment gives is not UTF-8.`,
        'Save it as UTF-8, or choose one of plain letters and digits: restic by itself would read another one.',
      )
    return remember(chosen)
  }
  if (existsSync(passwordFile(core.home, name))) return findPassword(core, name, 'file')
  if (promised === 'keychain' && something) return findPassword(core, name, 'keychain')
  const answer = await core.ports.keychain.get(keychainAccount(name))
  if (answer.state === 'ready' && answer.value !== null) {
    const found = remember({ value: answer.value, source: 'keychain' })
    // It may have been another home's, which may change it: from here on this home has one of its own.
    const kept = await core.ports.keychain.set(keychainAccount(name), found.value)
    return kept.state === 'ready' ? found : keychainProblem(kept, repositoryPassword(name))
  }
  if (answer.state === 'locked' || answer.state === 'not-answering') return keychainProblem(answer, repositoryPassword(name))
  if (something)
    fail(
      'password-gone',
      `There is a repository at ${location}, and its password cannot be found.`,
      `Give it with ${variable}, or store it with: vaultkeeper secret set ${name}`,
    )
  const value = newPassword(core.ports.randomBytes)
  core.redactor.add(value)
  if (answer.state === 'ready') {
    const kept = await core.ports.keychain.set(keychainAccount(name), value)
    return kept.state === 'ready' ? { value, source: 'keychain' } : keychainProblem(kept, repositoryPassword(name))
  }
  // Only the embedded one, which lies on the same disk for the same user anyway.
  if (name !== embedded) return keychainProblem(answer, repositoryPassword(name))
  keepInFile(core.home, name, value)
  return { value, source: 'file' }
}
