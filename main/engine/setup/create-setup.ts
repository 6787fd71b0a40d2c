import type { SetupChoices } from '../../contract/procedures/setup.ts'
import { editConfiguration } from '../config/edit-configuration.ts'
import type { ConfigurationEdit } from '../config/edit-text.ts'
import { putInForce } from '../config/put-in-force.ts'
import type { Core, RunHost } from '../core.ts'
import { embedded } from '../repositories/repository-place.ts'
import { type InitResult, init } from '../runs/init-run.ts'
import type { EndedRun } from '../runs/record-run.ts'
import { knownRepositories, knownRepository } from '../state/queries.ts'
import { checkChoices } from './check-choices.ts'
import { type PlannedSetup, planSetup } from './plan-setup.ts'
import { type PasswordWish, settlePassword } from './settle-password.ts'
import { forgetSetup, rememberSetup, unfinishedSetup } from './unfinished-setup.ts'

/** A set-up that was checked and can be made. */
export type CheckedSetup = { readonly choices: SetupChoices; readonly planned: PlannedSetup }

/** Checks the choices of a set-up; nothing is done yet. Throws a problem for what cannot be done. */
export function checkSetup(core: Core, wanted: SetupChoices): CheckedSetup {
  const choices = checkChoices(core, wanted)
  const known = knownRepositories(core.state.database).map(({ name }) => name)
  return { choices, planned: planSetup(choices, core.settings.configuration, known) }
}

/**
 * Makes what a set-up decided: the place is named, the password kept, the repository made or taken over, and only then are vaults and plans put into the
 * configuration, in one edit. It is remembered from before the first step until after the last one, and each step finds what it did before: killed anywhere,
 * it is made again and comes to the same.
 */
export async function createSetup(
  core: Core,
  { choices, planned }: CheckedSetup,
  wish: Omit<PasswordWish, 'own'>,
  host: RunHost,
): Promise<EndedRun<InitResult>> {
  const { repository } = planned
  const before = unfinishedSetup(core)
  const own = before?.repository === repository && before.passwordStored
  rememberSetup(core, { choices, repository, passwordStored: own })
  await takeEdits(core, [...leftOver(core, before?.repository, repository), ...planned.placeEdits])
  await settlePassword(core, repository, { ...wish, own }, host)
  rememberSetup(core, { choices, repository, passwordStored: true })
  const ended = await init(core, repository, host)
  if (ended.verdict !== 'done') return ended
  await takeEdits(core, planned.edits)
  forgetSetup(core)
  return ended
}

/** The place that an earlier try named, and at which nothing was made: another one was chosen since. */
function leftOver(core: Core, before: string | undefined, repository: string): ConfigurationEdit[] {
  const { configuration } = core.settings
  if (before === undefined || before === repository || configuration?.repositories[before] === undefined || before === embedded) return []
  const used = Object.values(configuration.plans).some(({ repositories }) => repositories.includes(before))
  return used || knownRepository(core.state.database, before)?.id ? [] : [{ path: ['repositories', before], value: undefined }]
}

async function takeEdits(core: Core, edits: readonly ConfigurationEdit[]): Promise<void> {
  if (edits.length === 0) return
  await putInForce(core, await editConfiguration(core, edits))
}
