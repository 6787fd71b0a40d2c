import type { Core } from '../../core.ts'
import { checkCredential, secretTextsOf } from '../../secrets/credential.ts'
import { keepCredential } from '../../secrets/manage-credentials.ts'
import type { SecretNeed } from '../reach/reach.ts'

/**
 * Keeps the secrets of a place that were given and were seen to let us in. The configuration names the repository already. Throws a problem where the keychain
 * does not take them.
 */
export async function keepCredentials(
  core: Core,
  repository: string,
  needs: readonly SecretNeed[],
  given: Readonly<Record<string, string>>,
  keepIn: 'keychain' | 'file',
): Promise<void> {
  for (const need of needs) {
    const value = given[need.part]
    if (value === undefined) continue
    for (const text of secretTextsOf(need.part, value)) core.redactor.add(text)
    await keepCredential(core, repository, need, checkCredential(need.part, value), keepIn)
  }
}
