import type { Core, RunHost } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import { type EndedRun, type Ending, recordRun } from '../../runs/record-run.ts'
import { putRight, recover } from '../../runs/recover.ts'
import { underLock } from '../../runs/under-lock.ts'
import { checkPassword } from '../../secrets/password.ts'
import { type OpenRepository, openRepository } from '../open-repository.ts'
import { repositoryLock } from '../repository-place.ts'
import type { KeysResult } from './keys-result.ts'
import { keysOf } from './list-keys.ts'
import { removeKeyOf } from './remove-key.ts'
import { settlePasswordChange } from './settle-password-change.ts'

/**
 * Has a further password open a repository. It is kept nowhere here: it is for a drawer, or for another machine.
 * @param label what it is called in the list of keys
 */
export function addKey(
  core: Core,
  repository: string,
  { password, label }: { readonly password: string; readonly label: string },
  host: RunHost,
): Promise<EndedRun<KeysResult>> {
  return onKeys(core, repository, 'adding a password', host, async (opened) => {
    core.redactor.add(checkPassword(password, 'what was typed'))
    const options = { newPassword: password, user: label }
    const { id } = opened.done(await opened.restic.keyAdd(opened.target, options, { signal: host.signal }).outcome)
    return { verdict: 'done', warnings: [], result: { repository, did: 'added', key: id, left: [] } }
  })
}

/** Has a password open a repository no more: never the one in use, and so never the last. */
export function removeKey(core: Core, repository: string, key: string, host: RunHost): Promise<EndedRun<KeysResult>> {
  return onKeys(core, repository, 'removing a password', host, async (opened) => {
    const found = (await keysOf(opened, host)).filter(({ id }) => id.startsWith(key))
    const [one, other] = found
    if (one === undefined)
      return fail(
        'key-unknown',
        `"${repository}" has no key ${key.slice(0, 8)}.`,
        `See which there are: vaultkeeper repository keys ${repository}`,
      )
    if (other !== undefined) return fail('key-ambiguous', `Several keys begin with ${key}.`, 'Write more of its id.')
    if (one.current)
      return fail(
        'key-in-use',
        'This is the password that is in use here; without it Vaultkeeper could not open its own backups.',
        `Change it instead: vaultkeeper repository password ${repository}`,
      )
    if ((await removeKeyOf(opened, one.id, host)) === 'refused')
      return fail(
        'repository-refused',
        `"${repository}" is append-only: nothing is removed there, so the key stays.`,
        'Remove it where that is allowed: on the server itself, or with credentials that may.',
      )
    return { verdict: 'done', warnings: [], result: { repository, did: 'removed', key: one.id, left: [] } }
  })
}

function onKeys(
  core: Core,
  repository: string,
  doing: string,
  host: RunHost,
  work: (opened: OpenRepository) => Promise<Ending<KeysResult>>,
): Promise<EndedRun<KeysResult>> {
  return recordRun<KeysResult>(core, { kind: 'keys', repository }, () =>
    underLock(core, repositoryLock(repository), doing, host, async () => {
      const interrupted = await recover(core, repository)
      const opened = await openRepository(core, repository, 'write', host)
      await putRight(core, opened, interrupted, host)
      await settlePasswordChange(core, opened, host)
      return work(opened)
    }),
  )
}
