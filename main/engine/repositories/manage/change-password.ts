import type { Core, RunHost } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import { type EndedRun, type Ending, recordRun } from '../../runs/record-run.ts'
import { putRight, recover } from '../../runs/recover.ts'
import { underLock } from '../../runs/under-lock.ts'
import { setSecret } from '../../secrets/manage-secrets.ts'
import { newPassword } from '../../secrets/new-password.ts'
import { checkPassword, chosenPassword } from '../../secrets/password.ts'
import { openRepository } from '../open-repository.ts'
import { repositoryLock } from '../repository-place.ts'
import type { KeysResult } from './keys-result.ts'
import { keysOf, keyUser } from './list-keys.ts'
import { settlePasswordChange } from './settle-password-change.ts'

/** A new password: made here, or one that a person chose. */
export type NewPasswordWish = { readonly how: 'generated' } | { readonly how: 'typed'; readonly value: string }

/**
 * Replaces the password that is used here: the new one is added, kept where the old one is kept, proved to open the repository from there, and only then the old
 * one is removed. What it is about stands in the history before the first step, so that, killed anywhere, one that is kept opens the repository, and the next
 * time something is done to its keys brings this to its end.
 */
export function changePassword(core: Core, repository: string, wish: NewPasswordWish, host: RunHost): Promise<EndedRun<KeysResult>> {
  return recordRun<KeysResult>(core, { kind: 'keys', repository }, (run) =>
    underLock(core, repositoryLock(repository), 'changing the password', host, () => changeLocked(core, run, repository, wish, host)),
  )
}

async function changeLocked(
  core: Core,
  run: string,
  repository: string,
  wish: NewPasswordWish,
  host: RunHost,
): Promise<Ending<KeysResult>> {
  await refuseElsewhere(core, repository)
  if (wish.how === 'typed') checkPassword(wish.value, 'what was typed')
  const interrupted = await recover(core, repository)
  const opened = await openRepository(core, repository, 'write', host)
  await putRight(core, opened, interrupted, host)
  await settlePasswordChange(core, opened, host)
  const value = wish.how === 'typed' ? wish.value : newPassword(core.ports.randomBytes)
  core.redactor.add(value)
  const old = opened.target.password
  if (old.from === 'value' && old.value === value)
    fail('password-same', 'This is the password already.', 'Choose another one, or have one made.')
  const before = await keysOf(opened, host)
  const current = before.find((key) => key.current) ?? fail('key-unknown', 'restic does not tell which key is in use.', 'Try again.')
  await core.record({ event: 'password.changing', repository, run, key: current.id, before: before.map(({ id }) => id) })
  host.onProgress({ step: 'note', text: 'Adding the new password' })
  const user = keyUser(run)
  const { addQuickKey } = await import('../quick-key/quick-key.ts')
  if (!(await addQuickKey(opened, current.id, { password: value, user, created: core.ports.clock.now() })))
    opened.done(await opened.restic.keyAdd(opened.target, { newPassword: value, user }, { signal: host.signal }).outcome)
  // Tried before it is kept: what does not open the repository never takes the place of what does.
  await setSecret(core, repository, value, opened.passwordSource === 'file' ? 'file' : 'keychain', host)
  host.onProgress({ step: 'note', text: 'Proving that it opens the repository, and removing the old one' })
  const again = await openRepository(core, repository, 'write', host)
  const settled = await settlePasswordChange(core, again, host)
  if (!settled?.changed)
    return fail(
      'password-not-kept',
      'The new password was not kept, so the old one is still in use.',
      'Try again; if it stays so, look at your keychain program.',
    )
  const { key, left } = settled
  return { ...endingOf(left), result: { repository, did: 'password', key, left } }
}

/** What the environment chooses is not ours to change: it would go on saying the old one. */
async function refuseElsewhere(core: Core, repository: string): Promise<void> {
  if ((await chosenPassword(core.ports.environment, repository)) === undefined) return
  fail(
    'password-elsewhere',
    `The password of "${repository}" is given by the environment, which would go on giving the old one.`,
    `Store it first, and give it no longer: vaultkeeper secret set ${repository}`,
  )
}

function endingOf(left: readonly string[]): Pick<Ending<KeysResult>, 'verdict' | 'warnings'> {
  if (left.length === 0) return { verdict: 'done', warnings: [] }
  return {
    verdict: 'warnings',
    warnings: [
      `The old password still opens the repository: its place lets nobody remove anything (key ${left.map((id) => id.slice(0, 8)).join(', ')}).`,
    ],
  }
}
