import type { Core, RunHost } from '../../core.ts'
import { chosenPassword } from '../../secrets/password.ts'
import { pendingPasswordChange } from '../../state/password-changes.ts'
import type { OpenRepository } from '../open-repository.ts'
import { isOfRun, keysOf } from './list-keys.ts'
import { removeKeyOf } from './remove-key.ts'

/** How a change of a password ended: the key that is in use, and those that should be gone and could not be removed. */
export type SettledChange = { readonly changed: boolean; readonly key: string; readonly left: readonly string[] }

/**
 * Brings a change of the password to its end that was cut off. Whichever password is kept opens the repository, for the new one is kept only once it does, and
 * the old one goes only once the new one is kept: where it is the new one, the old one goes; else what was added for nothing.
 * It is left to a run that uses the one that is kept: what the environment gives instead does not say which that is.
 * @returns `undefined` where nothing was cut off, or that cannot be told now
 */
export async function settlePasswordChange(core: Core, opened: OpenRepository, host: RunHost): Promise<SettledChange | undefined> {
  const { name } = opened
  const pending = pendingPasswordChange(core.state.database, name)
  if (pending === undefined) return undefined
  // What the environment gives opens the repository, too, and says nothing of what is kept, which may be the new one.
  if ((await chosenPassword(core.ports.environment, name)) !== undefined) return undefined
  const keys = await keysOf(opened, host)
  const current = keys.find((key) => key.current)
  if (current === undefined) return undefined
  const changed = isOfRun(current, pending.run)
  const superfluous = keys.filter((key) => !key.current && (changed ? key.id === pending.key : isOfRun(key, pending.run)))
  const left: string[] = []
  for (const { id } of superfluous) if ((await removeKeyOf(opened, id, host)) === 'refused') left.push(id)
  await core.record({
    event: 'password.changed',
    repository: name,
    run: pending.run,
    key: current.id,
    outcome: changed ? 'changed' : 'given-up',
  })
  return { changed, key: current.id, left }
}
