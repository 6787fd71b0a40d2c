import type { PasswordSource } from '../../contract/password-source.ts'
import type { Core, RunHost } from '../core.ts'
import { keepCredentials } from '../repositories/manage/keep-credentials.ts'
import { setSecret } from '../secrets/manage-secrets.ts'
import { chosenPassword, keychainProblem, repositoryPassword } from '../secrets/password.ts'
import type { OpenBackups } from './open-backups.ts'

/** Where a password and the secrets of a place are to be kept; `nowhere`: the environment gives it, and goes on doing so. */
export type KeptIn = 'keychain' | 'file' | 'nowhere'

/**
 * Where the password of a repository is to be kept here: where the machine kept it before, else as it is asked for. Throws a problem where there is no keychain for it,
 * before anything is done.
 * @param before where the machine kept it; `undefined` where that is not known
 */
export async function whereToKeep(
  core: Core,
  name: string,
  before: PasswordSource | undefined,
  wished: 'keychain' | 'file',
): Promise<KeptIn> {
  if ((await chosenPassword(core.ports.environment, name)) !== undefined) return 'nowhere'
  if (wished === 'file' || before === 'file') return 'file'
  const answer = await core.ports.keychain.probe()
  return answer.state === 'ready' ? 'keychain' : keychainProblem(answer, repositoryPassword(name))
}

/** Keeps the password and what the place asks for under the name of the repository. The configuration in force names it already. Throws problems. */
export async function keepPassword(
  core: Core,
  name: string,
  backups: OpenBackups,
  password: string,
  kept: KeptIn,
  host: RunHost,
): Promise<void> {
  await keepCredentials(core, name, backups.needs, backups.secrets, kept === 'file' ? 'file' : 'keychain')
  if (kept !== 'nowhere') await setSecret(core, name, password, kept, host)
}
