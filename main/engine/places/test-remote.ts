import type { PlaceCheck } from '../../contract/procedures/places.ts'
import type { Core } from '../core.ts'
import { ProblemError } from '../problem-error.ts'
import type { PlaceSettings, Reach } from '../repositories/reach/reach.ts'
import type { Credentials } from '../secrets/credential.ts'
import { type Asked, askRestic } from './ask-restic.ts'
import { type Endpoint, endpointOf, isThroughProxy } from './endpoint-of.ts'
import { type Inside, insideChecks } from './inside-checks.ts'
import { authorityCheck } from './own-authority.ts'
import { bad, good, type PlaceFindings } from './place-check.ts'
import { type HttpProbe, probeHttp } from './probe-http.ts'
import { probeSsh } from './probe-ssh.ts'
import { removalCheck } from './removal-check.ts'
import { sftpWritable } from './sftp-writable.ts'
import { whereOf, wordsOfFailure } from './words-of-failure.ts'
import { clockCheck, isCaptive, wayCheck, wordsOfCaptive, wordsOfPlain, wordsOfProbe } from './words-of-probe.ts'

/** A place that is not a folder of this machine, with what is known of it and what it is tried with. */
export type RemotePlace = Inside & {
  readonly place: PlaceSettings
  readonly reach: Reach
  readonly credentials: Credentials
  readonly password: string | undefined
  /** Nothing is meant to be removed there. */
  readonly appendOnly: boolean
}

/** A server that has not answered its first question after so long does not answer, in milliseconds. */
const patience = 8_000

/**
 * What a server is good for as a repository: whether it is there and is the one it should be, lets us in, and what lies there. It is asked by ourselves first, for
 * we have better words for what is wrong on the way; what restic says counts.
 */
export async function testRemote(core: Core, remote: RemotePlace, signal: AbortSignal): Promise<PlaceFindings> {
  const { place, name } = remote
  const authority = authorityCheck(remote.reach.caCertificate)
  if (authority !== undefined) return { holds: 'unknown', checks: [authority] }
  const endpoint = endpointOf(place)
  const probe = endpoint === undefined ? undefined : await probeEndpoint(core, endpoint, signal)
  if (endpoint !== undefined && probe !== undefined && probe.kind !== 'answer' && probe.kind !== 'untrusted')
    return { holds: 'unknown', checks: [wordsOfProbe(probe, endpoint.url, core.ports.clock.now())] }
  const door = endpoint === undefined || probe === undefined ? undefined : closedDoor(core, endpoint, probe, place)
  if (door !== undefined) return { holds: 'unknown', checks: [door] }
  const ssh = place.type === 'sftp' ? await orProblem(() => probeSsh(core, place, signal)) : undefined
  if (ssh !== undefined && 'problem' in ssh) return { holds: 'unknown', checks: [ssh.problem] }
  if (ssh?.isIn === false) return { holds: 'unknown', checks: signal.aborted ? [silent(place)] : ssh.checks, hostKey: ssh.hostKey }
  const beside = probe?.kind === 'answer' && endpoint !== undefined ? aroundAnswer(core, endpoint, probe) : []
  const asked = await orProblem(() => askRestic(core, { ...remote, name: name ?? 'place-test' }, signal))
  if ('problem' in asked) return { holds: 'unknown', checks: [asked.problem] }
  if (asked.kind === 'stopped') return { holds: 'unknown', checks: [silent(place)] }
  if (asked.kind === 'failed')
    return { holds: 'unknown', checks: [explain(core, asked, remote, endpoint, probe), ...beside.filter(({ state }) => state === 'bad')] }
  // restic follows a redirection, and takes it for an empty place if nothing is where that leads.
  if (
    asked.kind === 'nothing' &&
    place.type === 'rest' &&
    endpoint !== undefined &&
    probe?.kind === 'answer' &&
    isCaptive(probe.answer, endpoint.url)
  )
    return { holds: 'unknown', checks: [wordsOfCaptive(probe.answer, endpoint.url)] }
  const checks = [
    good('server', `${whereOf(place)} answers.`),
    ...beside,
    ...(ssh?.checks ?? []),
    ...(remote.reach.needs.length > 0 ? [good('credentials', 'It lets us in.')] : []),
  ]
  const inside = insideChecks(core, asked, remote)
  // Where a repository is to be made; into one that is there a lock is written.
  const writing = asked.kind === 'nothing' && place.type === 'sftp' ? await sftpWritable(core, place, signal) : []
  const removal = asked.kind === 'nothing' ? writing : await removalCheck(core, remote, asked, signal)
  return { ...inside, checks: [...checks, ...inside.checks, ...removal] }
}

/** A program that is missing is an answer, too. */
async function orProblem<Result>(work: () => Promise<Result>): Promise<Result | { readonly problem: PlaceCheck }> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { problem: bad('program', error.problem.sentence, error.problem.remedy) }
  }
}

/** Nothing came of it within the time that there is. */
export function silent(place: PlaceSettings): PlaceCheck {
  return bad(
    'server',
    `${whereOf(place)} does not answer within 20 seconds.`,
    'Look whether it runs, whether the address is right, and whether the way there is quick enough.',
  )
}

async function probeEndpoint(core: Core, { url, caCertificate }: Endpoint, signal: AbortSignal): Promise<HttpProbe | undefined> {
  if (isThroughProxy(url, core.ports.environment)) return undefined
  return probeHttp({ url, caCertificate }, AbortSignal.any([signal, AbortSignal.timeout(patience)]))
}

function aroundAnswer(core: Core, { url, signs }: Endpoint, { answer }: Extract<HttpProbe, { kind: 'answer' }>): PlaceCheck[] {
  return [wayCheck(url), clockCheck(answer.date, core.ports.clock.now(), signs)].filter((check) => check !== undefined)
}

/**
 * What restic would come to as well, after it has tried again and again: a certificate that nobody vouches for, a page where a repository should be. Who names
 * trusted authorities by variables that only restic reads is left to it.
 */
function closedDoor(core: Core, { url }: Endpoint, probe: HttpProbe, place: PlaceSettings): PlaceCheck | undefined {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: directory } = core.ports.environment
  if (probe.kind === 'untrusted') return file || directory ? undefined : wordsOfProbe(probe, url, core.ports.clock.now())
  if (probe.kind !== 'answer' || place.type !== 'rest' || probe.answer.location !== undefined) return undefined
  return isCaptive(probe.answer, url) ? wordsOfCaptive(probe.answer, url) : wordsOfPlain(probe.answer, url)
}

/** The better of two explanations. */
function explain(
  core: Core,
  { failure }: Extract<Asked, { kind: 'failed' }>,
  { place }: RemotePlace,
  endpoint: Endpoint | undefined,
  probe: HttpProbe | undefined,
): PlaceCheck {
  if (endpoint !== undefined && probe?.kind === 'untrusted') return wordsOfProbe(probe, endpoint.url, core.ports.clock.now())
  const isDoor = failure.reason !== 'refused' && failure.reason !== 'no-bucket'
  if (endpoint !== undefined && probe?.kind === 'answer' && isDoor && isCaptive(probe.answer, endpoint.url))
    return wordsOfCaptive(probe.answer, endpoint.url)
  return wordsOfFailure(failure, place)
}
