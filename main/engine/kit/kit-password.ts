import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { findPassword } from '../secrets/password.ts'
import { knownKit } from '../state/kits.ts'
import { kitRepository } from './make-kit.ts'

/**
 * The password of a repository for its emergency kit. A page gets it until somebody has proved to have it, and never again; a terminal, where whoever sits
 * could ask the keychain as well, always does. That it was shown is recorded.
 */
export async function kitPassword(core: Core, repository: string, where: 'page' | 'terminal'): Promise<string> {
  const known = kitRepository(core, repository)
  if (where === 'page' && knownKit(core.state.database, repository).checked !== null)
    fail(
      'kit-checked',
      'You have shown that you have this password, so no page shows it any more.',
      `If the kit is lost, print another one in a terminal: vaultkeeper kit --repository ${repository} --with-password`,
    )
  const { ports, home, redactor } = core
  const { value } = await findPassword({ ports, home, redactor }, repository, known.password)
  await core.record({ event: 'kit.shown', repository, where })
  return value
}
