import type { PlaceTest } from '../../../contract/procedures/places.ts'
import type { SetupPassword } from '../../../contract/procedures/setup.ts'
import { editConfiguration } from '../../config/edit-configuration.ts'
import type { ConfigurationEdit } from '../../config/edit-text.ts'
import { type LoadedConfiguration, loadConfiguration } from '../../config/load-configuration.ts'
import { putInForce } from '../../config/put-in-force.ts'
import type { Core, RunHost } from '../../core.ts'
import { isOwn } from '../../own/own-mark.ts'
import { testPlace } from '../../places/test-place.ts'
import { fail, ProblemError } from '../../problem-error.ts'
import { type InitResult, init } from '../../runs/init-run.ts'
import { CancelledError, type EndedRun } from '../../runs/record-run.ts'
import { seeSnapshots } from '../../runs/see-snapshots.ts'
import { underLock } from '../../runs/under-lock.ts'
import { settlePassword } from '../../setup/settle-password.ts'
import { knownRepository } from '../../state/queries.ts'
import { openRepository } from '../open-repository.ts'
import { acceptHostKey } from '../reach/host-key.ts'
import { needsOf } from '../reach/needs-of.ts'
import { type Addition, type CheckedAddition, checkAddition } from './check-addition.ts'
import { keepCredentials } from './keep-credentials.ts'

/** What is to be added, with what it needs. */
export type NewRepository = Addition & {
  readonly secrets: Readonly<Record<string, string>>
  readonly password: SetupPassword
  readonly keepIn: 'keychain' | 'file'
  /** `make` refuses where there is one already, `adopt` where there is none. */
  readonly mode: 'make' | 'adopt' | 'either'
  /** The fingerprint of an SSH server's host key that a person confirmed. */
  readonly acceptHostKey?: string | undefined
}

/** What became of it: the run that made it or took it over, and sentences on what is in it and what uses it. */
export type AddedRepository = { readonly ended: EndedRun<InitResult>; readonly remarks: readonly string[] }

/**
 * Adds a repository: its place is tested, named in the configuration, its secrets and its password are kept, it is made or taken over, and only then plans write
 * into it. Each step finds what it did before: killed anywhere, it is added again and comes to the same. What fails before there is a repository is taken out of
 * the configuration again. Throws problems.
 */
export function addRepository(core: Core, wanted: NewRepository, host: RunHost): Promise<AddedRepository> {
  return underLock(core, 'add-repository', 'adding a repository', host, () => addInTurn(core, wanted, host))
}

async function addInTurn(core: Core, wanted: NewRepository, host: RunHost): Promise<AddedRepository> {
  const { name } = wanted
  const { configuration, source, problems } = await loadAnew(core)
  // On a new machine there is no file yet: the first repository begins it.
  const isNew = source === 'none' && problems.length === 0
  const checked = checkAddition(core, configuration ?? (isNew ? { repositories: {}, plans: {} } : null), wanted)
  if (wanted.acceptHostKey !== undefined && checked.place.type === 'sftp')
    await acceptHostKey(core, checked.place, wanted.acceptHostKey, host.signal)
  const test = await testFirst(core, wanted, host)
  if (!checked.isConfigured) await edit(core, [{ path: ['repositories', name], value: wanted.settings }])
  let ended: EndedRun<InitResult>
  try {
    ended = await makeOrTakeOver(core, wanted, checked, host)
  } catch (error) {
    await takeBack(core, name, checked)
    throw error
  }
  if (ended.verdict !== 'done') {
    await takeBack(core, name, checked)
    return { ended, remarks: [] }
  }
  const seen = test.holds === 'repository' ? ['The repository that is there is taken over.', ...(await seenThere(core, name, host))] : []
  return { ended, remarks: [...seen, ...(await addToPlans(core, wanted))] }
}

/** Nothing is begun at a place that does not work. */
async function testFirst(core: Core, { name, settings, secrets, password, mode }: NewRepository, host: RunHost): Promise<PlaceTest> {
  host.onProgress({ step: 'note', text: 'Testing the place' })
  const typed = password.how === 'typed' ? password.value : undefined
  const test = await testPlace(core, { name, settings, secrets, password: typed }, host.signal)
  // A test that was ended says that the place does not answer, which is not so.
  if (host.signal.aborted) throw new CancelledError()
  for (const { state, sentence, remedy } of test.checks)
    if (state !== 'bad') host.onProgress({ step: 'note', text: remedy === null ? sentence : `${sentence} ${remedy}` })
  const wrong = test.checks.find(({ state }) => state === 'bad')
  if (wrong !== undefined) {
    const code =
      wrong.about === 'password'
        ? 'wrong-password'
        : wrong.about === 'host-key'
          ? `host-key-${test.hostKey?.state ?? 'unknown'}`
          : 'place-not-usable'
    fail(code, wrong.sentence, wrong.remedy ?? 'Look at what was given for this place.')
  }
  const isKnown = Boolean(knownRepository(core.state.database, name)?.id)
  if (mode === 'make' && test.holds === 'repository' && !isKnown)
    fail(
      'repository-there',
      'There is a repository at this place already.',
      `To go on with it: vaultkeeper repository adopt ${name}, or add --adopt. Else choose another place.`,
    )
  if (mode === 'adopt' && test.holds === 'nothing' && !isKnown)
    fail(
      'nothing-to-adopt',
      'There is no repository at this place.',
      'Look whether the address is right; or make one there: vaultkeeper repository add',
    )
  return test
}

async function makeOrTakeOver(core: Core, wanted: NewRepository, { place }: CheckedAddition, host: RunHost): Promise<EndedRun<InitResult>> {
  const { name, secrets, password, keepIn } = wanted
  await keepCredentials(core, name, needsOf(place, { platform: process.platform }), secrets, keepIn)
  await settlePassword(core, name, { password, keepIn, own: false }, host)
  return init(core, name, host)
}

/** Only what this very try named, and where nothing was made. */
async function takeBack(core: Core, name: string, { isConfigured }: CheckedAddition): Promise<void> {
  if (isConfigured || knownRepository(core.state.database, name)?.id) return
  try {
    await edit(core, [{ path: ['repositories', name], value: undefined }])
  } catch (error) {
    // What kept it from being added is what is told; that it still stands in the configuration is seen there.
    if (!(error instanceof ProblemError)) throw error
    core.ports.log(core.redactor.redact(`add: ${error.message}`))
  }
}

async function seenThere(core: Core, name: string, host: RunHost): Promise<string[]> {
  const snapshots = (await seeSnapshots(core, await openRepository(core, name, 'read', host), host)).filter((one) => !isOwn(one))
  if (snapshots.length === 0) return ['There are no snapshots in it yet.']
  const hosts = [...new Set(snapshots.map(({ hostname }) => hostname))].toSorted()
  return [`It holds ${snapshots.length} ${snapshots.length === 1 ? 'snapshot' : 'snapshots'}, made by ${hosts.join(', ')}.`]
}

async function addToPlans(core: Core, { name, plans }: NewRepository): Promise<string[]> {
  const { configuration } = await loadAnew(core)
  const missing = plans.flatMap((plan) => {
    const repositories = configuration?.plans[plan]?.repositories
    return repositories === undefined || repositories.includes(name) ? [] : [{ plan, repositories }]
  })
  if (missing.length > 0)
    await edit(
      core,
      missing.map(({ plan, repositories }) => ({ path: ['plans', plan, 'repositories'], value: [...repositories, name] })),
    )
  const isWritten = Object.values(configuration?.plans ?? {}).some(({ repositories }) => repositories.includes(name))
  if (missing.length === 0 && !isWritten && configuration?.repositories[name]?.mirror === null)
    return ['No plan writes into it: nothing comes there by itself.']
  return missing.map(({ plan }) => `The plan "${plan}" writes into it from now on.`)
}

/** Loading brings a file of an older version up, which is another one then. */
async function loadAnew(core: Core): Promise<LoadedConfiguration> {
  await loadConfiguration(core)
  const loaded = await loadConfiguration(core)
  await putInForce(core, loaded)
  return loaded
}

async function edit(core: Core, edits: readonly ConfigurationEdit[]): Promise<void> {
  await putInForce(core, await editConfiguration(core, edits))
}
