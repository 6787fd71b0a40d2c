import type { Outcome, Repository, Restic } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import { diskOf } from '../machine/disk-of.ts'
import { ProblemError } from '../problem-error.ts'
import { resticProblem } from '../restic-problem.ts'
import { CancelledError } from '../runs/record-run.ts'
import type { FoundPassword } from '../secrets/password.ts'
import { knownRepository } from '../state/queries.ts'
import { wentAway, wentAwayProblem } from './drive-away.ts'
import { hasKeys, lookAtPlace } from './local-files.ts'
import type { OpenRepository } from './open-repository.ts'
import { rateFlags, ratesAt } from './rates.ts'
import { type WayIn, withSecrets } from './reach/with-secrets.ts'
import { insideOfFolder, insideOfServer } from './repository-inside.ts'
import type { RepositoryPlace } from './repository-place.ts'
import { silenceOf } from './silence-of.ts'

/** How long an outage in the middle of a run may last before that run is given up, in ms; restic by itself would wait for a quarter of an hour. */
const outagePatience = 5 * 60_000

/** What commands are given of a repository, before anybody has asked whether it is the one it should be. */
export function repositoryHandle(
  core: Core,
  name: string,
  place: RepositoryPlace,
  restic: Restic,
  password: FoundPassword,
  host: RunHost,
  way: WayIn = withSecrets(place, new Map()),
): OpenRepository {
  const { location, remote } = place
  const target: Repository = {
    ...way,
    ...(place.packSize === null ? {} : { packSize: place.packSize / 2 ** 20 }),
    password: { from: 'value', value: password.value },
    compression: place.compression,
  }
  const limits = { upload: place.limitUpload, download: place.limitDownload }
  const rates = () => ratesAt(limits, core.ports.clock.now(), core.ports.machine.zone)
  const isFar = remote || diskOf(location)?.network === true
  const targetNow = (): Repository => {
    const now = rates()
    const silence = silenceOf(isFar, now, place)
    const retrying = remote ? { retrying: core.ports.outagePatience ?? outagePatience } : {}
    return { ...target, ...rateFlags(now), ...(silence === undefined ? {} : { limits: { ...retrying, silence } }) }
  }
  const readTargetNow = () => ({ ...targetNow(), noLock: true, noCache: true })
  // What is stored for a repository that was seen had to open it first; what the environment gives may be anything.
  const isStored = password.source === 'keychain' || password.source === 'file'
  const kept = isStored && Boolean(knownRepository(core.state.database, name)?.id)
  const wasThere = !remote && lookAtPlace(location) === 'repository'
  const problemOf = (outcome: Extract<Outcome<unknown>, { kind: 'failed' }>) =>
    wasThere && wentAway(location)
      ? new ProblemError(wentAwayProblem(name, location))
      : new ProblemError(resticProblem(outcome, { name, location, hasKeys: remote || hasKeys(location), kept }))
  const done = <Result>(outcome: Outcome<Result>): Result => {
    if (outcome.kind === 'done' || outcome.kind === 'partial') return outcome.result
    if (outcome.kind === 'cancelled') throw new CancelledError()
    throw problemOf(outcome)
  }
  const inside = remote ? insideOfServer(restic, readTargetNow(), host.signal, done) : insideOfFolder(location)
  return {
    name,
    location,
    remote,
    appendOnly: place.appendOnly,
    readConcurrency: place.readConcurrency,
    restic,
    passwordSource: password.source,
    limits,
    rates,
    get target() {
      return targetNow()
    },
    get readTarget() {
      return readTargetNow()
    },
    inside,
    problemOf,
    done,
  }
}
