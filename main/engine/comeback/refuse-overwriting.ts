import { existsSync } from 'node:fs'
import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { findPassword, keychainAccount, keychainProblem, passwordFile, repositoryPassword } from '../secrets/password.ts'
import type { KeptIn } from './keep-password.ts'

/**
 * Refuses to keep a password where this home finds another one under that name: one that it was given before, or, in the usual home, what may be that of another home of
 * the account. Throws a problem, before anything is done.
 */
export async function refuseOverwriting(core: Core, name: string, password: string, kept: KeptIn): Promise<void> {
  if (kept === 'nowhere') return
  const file = passwordFile(core.home, name)
  // It goes as soon as the keychain has the password.
  if (existsSync(file) && (await findPassword(core, name, 'file')).value !== password)
    taken(`in ${file}`, 'Move that file to a safe place, and bring the machine back again.')
  if (kept === 'file') return
  const answer = await core.ports.keychain.get(keychainAccount(name))
  if (answer.state !== 'ready') keychainProblem(answer, repositoryPassword(name))
  if (answer.value === null || answer.value === password) return
  core.redactor.add(answer.value)
  taken(
    `in the keychain for a repository "${name}"`,
    'Leave it there, and keep this one in a file that only you can read: vaultkeeper init --from REPOSITORY --in file',
  )
}

function taken(where: string, remedy: string): never {
  return fail(
    'password-kept',
    `Another password is kept ${where} already. It is not overwritten: it may be the only key to backups that you have.`,
    remedy,
  )
}
