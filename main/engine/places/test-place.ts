import { Repository } from '../../contract/configuration/repository.ts'
import type { PlaceCheck, PlaceTest } from '../../contract/procedures/places.ts'
import { placesOf } from '../config/configuration-path.ts'
import { describeIssues, predicateFor } from '../config/describe-issues.ts'
import { readVariables } from '../config/dot-env.ts'
import { pathText } from '../config/positions.ts'
import { resolvePath } from '../config/resolve-places.ts'
import type { Core } from '../core.ts'
import { inTime } from './in-time.ts'
import { bad } from './place-check.ts'
import { testFolder } from './test-folder.ts'
import { testServer } from './test-server.ts'

/** All of it takes no longer, in milliseconds. */
const patience = 20_000

/**
 * Tries whether snapshots could be kept at a place, without creating anything there and without its password. What does not work is an answer; never throws
 * for what a person may have written.
 * @param settings a repository as it would stand in the configuration
 */
export async function testPlace(
  core: Core,
  { name, settings }: { name?: string | undefined; settings: Readonly<Record<string, unknown>> },
  signal: AbortSignal | undefined,
): Promise<PlaceTest> {
  const parsed = Repository.safeParse(settings, { error: predicateFor })
  if (!parsed.success) {
    const mistakes = describeIssues(parsed.error.issues, settings)
    return judged(
      'unknown',
      mistakes.map(({ subject, predicate }) => bad('settings', `${pathText(subject) || 'The repository'} ${predicate}.`, null)),
    )
  }
  const repository = parsed.data
  if (repository.type !== 'local' && (repository.type !== 'rest' || repository.user !== undefined)) {
    const kind = `${repository.type}${repository.type === 'rest' ? ' that ask for a log-in' : ''}`
    const why = `This version cannot reach repositories of the kind ${kind} yet.`
    return judged('unknown', [bad('settings', why, 'Take a folder, a drive or a REST server without log-in meanwhile.')])
  }
  const limit = AbortSignal.timeout(patience)
  const either = signal === undefined ? limit : AbortSignal.any([signal, limit])
  const { person } = placesOf(core.home, readVariables(core.home.root, core.ports.environment).variables)
  const silent = () =>
    judged('unknown', [
      bad('folder', 'The place does not answer.', 'If it is on a drive or on the network, look whether that is connected.'),
    ])
  const work =
    repository.type === 'local'
      ? testFolder(core, resolvePath(repository.path, person), name)
      : testServer(core, repository.url, name, either)
  const { holds, checks } = await inTime(work, patience, silent)
  return judged(holds, checks)
}

function judged(holds: PlaceTest['holds'], checks: readonly PlaceCheck[]): PlaceTest {
  const worst = (['bad', 'attention', 'good'] as const).find((one) => checks.some(({ state }) => state === one))
  return { state: worst ?? 'good', holds, checks, hostKey: null, found: null }
}
