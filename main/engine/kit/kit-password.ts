import type { KitCode } from '../../contract/procedures/kit.ts'
import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import { findPassword } from '../secrets/password.ts'
import { knownKit } from '../state/kits.ts'
import { kitLogIn } from './kit-log-in.ts'
import { kitRepository, makeKit } from './make-kit.ts'

/** A kit with its password: as text, and as a page to print. */
export type FullKit = {
  readonly password: string
  readonly code: KitCode
  readonly codes: readonly KitCode[]
  readonly text: string
  readonly html: string
}

/**
 * The emergency kit of a repository with its password. A page gets it until somebody has proved to have it, and never again; a terminal, where whoever sits
 * could ask the keychain as well, always does. That it was shown is recorded.
 * @param withLogIn what its server asks for as well
 */
export async function kitPassword(
  core: Core,
  repository: string,
  where: 'page' | 'terminal',
  host: RunHost,
  withLogIn = false,
): Promise<FullKit> {
  const known = kitRepository(core, repository)
  if (where === 'page' && knownKit(core.state.database, repository).checked !== null)
    fail(
      'kit-checked',
      'You have shown that you have this password, so no page shows it any more.',
      `If the kit is lost, print another one in a terminal: vaultkeeper kit --repository ${repository} --with-password`,
    )
  const { ports, home, redactor } = core
  const { value: password } = await findPassword({ ports, home, redactor }, repository, known.password)
  const kit = await makeKit(core, repository, host, withLogIn ? await kitLogIn(core, repository) : undefined)
  await core.record({ event: 'kit.shown', repository, where })
  const [{ kitCode }, { kitHtml }] = await Promise.all([import('./kit-codes.ts'), import('./kit-html.ts')])
  const code = kitCode(password, 'Password')
  return { password, code, codes: kit.codes, text: kit.text.replace(kit.blank, () => password), html: kitHtml(kit, { password, code }) }
}
