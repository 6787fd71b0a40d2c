import { Repository } from '../../contract/configuration/repository.ts'
import type { PlaceCheck, PlaceTest } from '../../contract/procedures/places.ts'
import { placesOf } from '../config/configuration-path.ts'
import { describeIssues, predicateFor } from '../config/describe-issues.ts'
import { readVariables } from '../config/dot-env.ts'
import { pathText } from '../config/positions.ts'
import { resolveRepository } from '../config/resolve-places.ts'
import type { Core } from '../core.ts'
import { fail, ProblemError } from '../problem-error.ts'
import type { PlaceSettings } from '../repositories/reach/reach.ts'
import { reachOf } from '../repositories/reach/reach-of.ts'
import { reachFacts } from '../repositories/repository-place.ts'
import { checkPassword, findPassword } from '../secrets/password.ts'
import { knownRepository } from '../state/queries.ts'
import { askRestic, type Question } from './ask-restic.ts'
import { gatherCredentials } from './gather-credentials.ts'
import { inTime } from './in-time.ts'
import { insideChecks } from './inside-checks.ts'
import { attention, bad, type PlaceFindings } from './place-check.ts'
import { testFolder } from './test-folder.ts'
import { silent, testRemote } from './test-remote.ts'
import { whileGiven } from './while-given.ts'

/** What is tried. */
export type PlaceWish = {
  /** The repository that the settings are of, where it has a name. */
  readonly name?: string | undefined
  /** A repository as it would stand in the configuration; that of `name` if left out. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined
  /** Secrets by their parts, which are kept nowhere yet; the others are looked for where they are kept. */
  readonly secrets?: Readonly<Record<string, string>> | undefined
  readonly password?: string | undefined
}

/** All of it takes no longer, in milliseconds. */
const patience = 20_000

/**
 * Tries whether snapshots could be kept at a place, or can be in a repository that is there, within 20 seconds. Nothing is made there but, where the password of a
 * repository is at hand, a lock that is removed again. What does not work is an answer; never throws for what a person may have written.
 */
export async function testPlace(core: Core, wish: PlaceWish, signal: AbortSignal | undefined, cap: number = patience): Promise<PlaceTest> {
  const { settings, mistakes } = settingsOf(core, wish)
  if (settings === undefined) return judged({ holds: 'unknown', checks: mistakes })
  const controller = new AbortController()
  const either = signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal])
  const late = (): PlaceFindings => {
    controller.abort()
    return { holds: 'unknown', checks: [settings.type === 'local' ? folderSilent : silent(settings)] }
  }
  return judged(await whileGiven(core, wish, () => inTime(findings(core, wish, settings, either), cap, late)))
}

/** The settings with all paths absolute, or what is wrong with them. */
export function settingsOf(
  core: Core,
  { name, settings }: Pick<PlaceWish, 'name' | 'settings'>,
): {
  readonly settings: (PlaceSettings & { readonly appendOnly?: boolean | undefined }) | undefined
  readonly mistakes: readonly PlaceCheck[]
} {
  if (settings === undefined) {
    const configured = name === undefined ? undefined : core.settings.configuration?.repositories[name]
    if (configured !== undefined) return { settings: configured, mistakes: [] }
    return fail(
      'repository-unknown',
      `No repository "${name ?? ''}" is named in the configuration.`,
      'See which there are with: vaultkeeper repository list. Of a new one say where it is, such as: --type local --path FOLDER (vaultkeeper repository add --help)',
    )
  }
  const parsed = Repository.safeParse(settings, { error: predicateFor })
  if (!parsed.success) {
    const mistakes = describeIssues(parsed.error.issues, settings)
    return {
      settings: undefined,
      mistakes: mistakes.map(({ subject, predicate }) => bad('settings', `${pathText(subject) || 'The repository'} ${predicate}.`, null)),
    }
  }
  const { person } = placesOf(core.home, readVariables(core.home.root, core.ports.environment).variables)
  return { settings: resolveRepository(parsed.data, person), mistakes: [] }
}

async function findings(
  core: Core,
  { name, secrets = {}, password }: PlaceWish,
  place: PlaceSettings & { readonly appendOnly?: boolean | undefined },
  signal: AbortSignal,
): Promise<PlaceFindings> {
  const reach = reachOf(place, reachFacts(core))
  if (place.type === 'local') {
    const found = await testFolder(core, place.path, name)
    const { value, checks } = await knownPassword(core, name, password)
    return found.holds === 'repository' && value !== undefined
      ? openFolder(core, found, { name: name ?? 'place-test', reach, credentials: new Map(), password: value }, signal)
      : { ...found, checks: [...found.checks, ...checks] }
  }
  const { credentials, wrong } = await gatherCredentials(core, name, reach.needs, secrets)
  if (wrong.length > 0) return { holds: 'unknown', checks: wrong }
  const known = await knownPassword(core, name, password)
  const found = await testRemote(
    core,
    { name, place, reach, credentials, password: known.value, appendOnly: place.appendOnly === true },
    signal,
  )
  return { ...found, checks: [...found.checks, ...known.checks] }
}

/** What is in a repository in a folder, where its password is at hand. */
async function openFolder(core: Core, found: PlaceFindings, question: Question, signal: AbortSignal): Promise<PlaceFindings> {
  const asked = await askRestic(core, question, signal)
  if (asked.kind === 'stopped' || asked.kind === 'failed')
    return asked.kind === 'stopped'
      ? found
      : { ...found, checks: [...found.checks, bad('content', `It cannot be read: ${asked.failure.message}.`, null)] }
  const inside = insideChecks(core, asked, question)
  return { ...inside, checks: [...found.checks.filter(({ about }) => about !== 'content'), ...inside.checks] }
}

/**
 * What was given, else that of the repository of this name, wherever it was before: at a place that holds another one it does not open that, which is to be known.
 * Why it cannot be had now is no fault of the place.
 */
async function knownPassword(
  core: Core,
  name: string | undefined,
  given: string | undefined,
): Promise<{ readonly value: string | undefined; readonly checks: readonly PlaceCheck[] }> {
  const known = name === undefined ? undefined : knownRepository(core.state.database, name)
  try {
    if (given !== undefined) return { value: checkPassword(given, 'what was typed'), checks: [] }
    if (name === undefined || !known?.id) return { value: undefined, checks: [] }
    return { value: (await findPassword(core, name, known.password)).value, checks: [] }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { value: undefined, checks: [attention('password', error.problem.sentence, error.problem.remedy)] }
  }
}

const folderSilent = bad('folder', 'The place does not answer.', 'If it is on a drive or on the network, look whether that is connected.')

function judged({ holds, checks, hostKey = null, found = null }: PlaceFindings): PlaceTest {
  const worst = (['bad', 'attention', 'good'] as const).find((one) => checks.some(({ state }) => state === one))
  return { state: worst ?? 'good', holds, checks, hostKey, found }
}
