import type { SetupChoices } from '../../contract/procedures/setup.ts'
import { editConfiguration } from '../config/edit-configuration.ts'
import type { ConfigurationEdit } from '../config/edit-text.ts'
import { loadConfiguration } from '../config/load-configuration.ts'
import { putInForce } from '../config/put-in-force.ts'
import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import { keepCredentials } from '../repositories/manage/keep-credentials.ts'
import { acceptHostKey } from '../repositories/reach/host-key.ts'
import { needsOf } from '../repositories/reach/needs-of.ts'
import { embedded } from '../repositories/repository-place.ts'
import { type InitResult, init } from '../runs/init-run.ts'
import type { EndedRun } from '../runs/record-run.ts'
import { underLock } from '../runs/under-lock.ts'
import { knownRepositories, knownRepository } from '../state/queries.ts'
import { checkChoices } from './check-choices.ts'
import { type PlannedSetup, planSetup } from './plan-setup.ts'
import { type PasswordWish, settlePassword } from './settle-password.ts'
import { forgetSetup, rememberSetup, unfinishedSetup } from './unfinished-setup.ts'

/** A set-up that was checked and can be made. */
export type CheckedSetup = { readonly choices: SetupChoices; readonly planned: PlannedSetup }

/** What a set-up is to come by besides its choices: the password, what the place asks for, the host key that a person confirmed. It is remembered nowhere. */
export type SetupWish = Omit<PasswordWish, 'own'> & {
  readonly secrets?: Readonly<Record<string, string>>
  readonly acceptHostKey?: string | undefined
}

/** Checks the choices of a set-up; nothing is done yet. Throws a problem for what cannot be done. */
export function checkSetup(core: Core, wanted: SetupChoices): CheckedSetup {
  const choices = checkChoices(core, wanted)
  const known = knownRepositories(core.state.database).map(({ name }) => name)
  return { choices, planned: planSetup(choices, core.settings.configuration, known) }
}

/**
 * Makes what a set-up decided: the place is named, the password kept, the repository made or taken over, and only then are vaults and plans put into the
 * configuration, in one edit. It is remembered from before the first step until after the last one, and each step finds what it did before: killed anywhere,
 * it is made again and comes to the same. One at a time: two would each make a password for the one repository.
 */
export function createSetup(core: Core, { choices, planned }: CheckedSetup, wish: SetupWish, host: RunHost): Promise<EndedRun<InitResult>> {
  return underLock(core, 'setup', 'setting up', host, () => createInTurn(core, choices, planned.repository, wish, host))
}

async function createInTurn(
  core: Core,
  choices: SetupChoices,
  repository: string,
  { secrets = {}, acceptHostKey: fingerprint, ...wish }: SetupWish,
  host: RunHost,
): Promise<EndedRun<InitResult>> {
  await core.state.catchUp()
  const before = unfinishedSetup(core)
  const own = before?.repository === repository && before.passwordStored
  rememberSetup(core, { choices, repository, passwordStored: own })
  await takeEdits(core, choices, repository, ({ placeEdits }) => [...leftOver(core, before?.repository, repository), ...placeEdits])
  const place = core.settings.configuration?.repositories[repository]
  if (place?.type === 'sftp' && fingerprint !== undefined) await acceptHostKey(core, place, fingerprint, host.signal)
  if (place !== undefined) await keepCredentials(core, repository, needsOf(place, { platform: process.platform }), secrets, wish.keepIn)
  await settlePassword(core, repository, { ...wish, own }, host)
  rememberSetup(core, { choices, repository, passwordStored: true })
  const ended = await init(core, repository, host)
  if (ended.verdict !== 'done') return ended
  await takeEdits(core, choices, repository, ({ edits }) => edits)
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

/** Edits the file as it is now: what somebody wrote into it since the choices were made is neither written over nor lost. */
async function takeEdits(
  core: Core,
  choices: SetupChoices,
  repository: string,
  pick: (planned: PlannedSetup) => readonly ConfigurationEdit[],
): Promise<void> {
  const loaded = await loadConfiguration(core)
  await putInForce(core, loaded)
  const planned = planSetup(choices, loaded.configuration, repositoriesBut(core, repository))
  if (planned.repository !== repository)
    fail(
      'configuration-changed',
      'The configuration was changed while this was being set up, and names the place otherwise now.',
      'Look at what it says, and set it up again where that is still wanted.',
    )
  const edits = pick(planned)
  if (edits.length > 0) await putInForce(core, await editConfiguration(core, edits, loaded.hash))
}

/** Names that are taken; that of the set-up itself is not, from its first step on. */
function repositoriesBut(core: Core, repository: string): string[] {
  const names = knownRepositories(core.state.database).map(({ name }) => name)
  return names.filter((name) => name !== repository)
}
