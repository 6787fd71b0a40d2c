import { rmSync } from 'node:fs'
import type { Core } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import {
  checkCredential,
  credentialAccount,
  credentialFile,
  credentialInWords,
  credentialName,
  keepCredentialInFile,
  lookForCredential,
  secretTextsOf,
} from '../../secrets/credential.ts'
import { removeCredential } from '../../secrets/manage-credentials.ts'
import { keychainProblem } from '../../secrets/password.ts'
import type { SecretNeed } from '../reach/reach.ts'

/** Keeps the secrets of a place that were given and were seen to let us in. Throws a problem where the keychain does not take them. */
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
    await keep(core, repository, need, checkCredential(need.part, value), keepIn)
    // What does instead of it is not kept beside it: restic would take that.
    if (need.instead !== undefined && given[need.instead] === undefined)
      await removeCredential(core, { repository, part: need.instead }, true)
  }
}

async function keep(core: Core, repository: string, need: SecretNeed, value: string, keepIn: 'keychain' | 'file'): Promise<void> {
  const { part } = need
  for (const text of secretTextsOf(part, value)) core.redactor.add(text)
  if (keepIn === 'file') return keepCredentialInFile(core.home, repository, part, value)
  const before = await lookForCredential(core, repository, need)
  if ('value' in before && before.value === value && before.source === 'keychain') return
  const answer = await core.ports.keychain.set(credentialAccount(repository, part), value)
  if (answer.state === 'absent')
    fail(
      'keychain-absent',
      `There is no keychain in this session to store "${credentialName(repository, part)}" in.`,
      'Run this in your desktop session, or store it in a file that only you can read: add --in file',
      answer.why,
    )
  if (answer.state !== 'ready') keychainProblem(answer, credentialInWords(repository, need))
  // One place only: a file left behind would go on being read first.
  rmSync(credentialFile(core.home, repository, part), { force: true })
}
