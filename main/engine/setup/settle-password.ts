import { existsSync } from 'node:fs'
import type { SetupPassword } from '../../contract/procedures/setup.ts'
import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import { embedded, placeOfRepository } from '../repositories/repository-place.ts'
import { setSecret, whileTried } from '../secrets/manage-secrets.ts'
import { newPassword } from '../secrets/new-password.ts'
import { checkPassword, chosenPassword, findPassword, keychainAccount, passwordFile } from '../secrets/password.ts'
import { knownRepository } from '../state/queries.ts'
import { probePlace } from './probe-place.ts'

/** How a set-up is to come to a password, and where that is to be kept. `own`: what is kept under this name was kept by this very set-up. */
export type PasswordWish = { readonly password: SetupPassword; readonly keepIn: 'keychain' | 'file'; readonly own: boolean }

/**
 * Sees to it that the password of a repository is kept before the repository is made or taken over. A repository that is there is opened with it first, and a
 * password that is kept from elsewhere is never overwritten: it may be the only key to somebody's backups. Throws problems.
 */
export async function settlePassword(core: Core, name: string, { password, keepIn, own }: PasswordWish, host: RunHost): Promise<void> {
  const known = knownRepository(core.state.database, name)
  const place = placeOfRepository(core, name, known)
  if (known?.id) {
    if (password.how === 'typed') await setSecret(core, name, password.value, keepIn, host)
    return
  }
  const kept = await keptPassword(core, name)
  // The environment says what it is to be, and goes on saying so.
  if (kept?.where === 'environment') return
  if (password.how === 'typed') {
    await whileTried(core, password.value, async () => {
      checkPassword(password.value, 'what was typed')
      if ((await probePlace(core, name, place, password.value, host)) === 'wrong-password')
        fail(
          'wrong-password',
          'This password does not open the backups that are there.',
          'Type the one they were made with; it stands in your emergency kit.',
        )
    })
    if (kept?.value === password.value) return
    if (kept !== undefined && !own)
      fail(
        'password-kept',
        'Another password is kept for this place already, from an earlier set-up. It is not overwritten: it may be the only key to backups that you have.',
        `Use the one that is kept, or remove it first: vaultkeeper secret rm ${name}`,
      )
    await setSecret(core, name, password.value, keepIn, host)
    return
  }
  const probe = await probePlace(core, name, place, kept?.value, host)
  if (probe === 'wrong-password')
    fail(
      'password-needed',
      'There are backups at this place already.',
      'Type the password they were made with, to go on with them; or choose another place.',
    )
  if (kept !== undefined) return
  if (password.how === 'kept') fail('password-gone', 'No password is kept for this place.', 'Type it, or have one generated.')
  const absent = (await core.ports.keychain.probe()).state === 'absent'
  // The embedded repository lies on the same disk for the same user anyway.
  await setSecret(core, name, newPassword(core.ports.randomBytes), absent && name === embedded ? 'file' : keepIn, host)
}

type KeptPassword = { readonly value: string; readonly where: 'environment' | 'file' | 'keychain' }

/** The password that is kept for a repository that is yet to be made; in the order in which that will look for it. */
export async function keptPassword(core: Core, name: string): Promise<KeptPassword | undefined> {
  const remember = (value: string, where: KeptPassword['where']) => {
    core.redactor.add(value)
    return { value, where }
  }
  const chosen = await chosenPassword(core.ports.environment, name)
  if (chosen !== undefined) return remember(chosen.value, 'environment')
  const { ports, home, redactor } = core
  if (existsSync(passwordFile(home, name))) return remember((await findPassword({ ports, home, redactor }, name, 'file')).value, 'file')
  const answer = await ports.keychain.get(keychainAccount(name))
  return answer.state === 'ready' && answer.value !== null ? remember(answer.value, 'keychain') : undefined
}
