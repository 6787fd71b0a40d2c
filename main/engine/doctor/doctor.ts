import { statfsSync } from 'node:fs'
import { refusedConfiguration } from '../config/refused-configuration.ts'
import type { Core, RunHost } from '../core.ts'
import { verifyHistory } from '../history/verify-history.ts'
import { type Home, homeAt, prepareHome } from '../home/home.ts'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem-error.ts'
import { closedFile, lockIds, lookAtPlace, whyNotWritable } from '../repositories/local-files.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { embedded, placeOfRepository } from '../repositories/repository-place.ts'
import { findRestic } from '../restic/find-restic.ts'
import { needsKeychain } from '../secrets/needs-keychain.ts'
import { keychainAccount } from '../secrets/password.ts'
import { knownRepository, latestRuns } from '../state/queries.ts'
import { examineAgents } from './examine-agents.ts'
import { examineDocuments } from './examine-documents.ts'
import { examineSecrets } from './examine-secrets.ts'
import { type Finding, good } from './finding.ts'
import { usedRepositories } from './used-repositories.ts'

const lowSpace = 1_000_000_000

/** Looks at the home folder alone: it must work before an engine can be made. */
export function examineHome(root: string): Finding {
  try {
    prepareHome(homeAt(root))
    return good('home', `${root} can be written`)
  } catch (error) {
    return problemFinding('home', error)
  }
}

/** Looks at everything that a backup needs and says of each how it stands and what to do. Changes nothing but what opening an engine does. */
export async function examine(core: Core, host: RunHost): Promise<Finding[]> {
  return [
    await examineRestic(core, host),
    examineHome(core.home.root),
    ...examineConfiguration(core),
    await examineKeychain(core),
    ...(await examineSecrets(core)),
    ...(await examineRepositories(core, host)),
    examineSpace(core.home),
    examineClock(core, core.ports),
    await examineHistory(core),
    ...examineDocuments(core),
    ...examineAgents(core),
  ]
}

async function examineRestic(core: Core, host: RunHost): Promise<Finding> {
  const found = await findRestic({
    environment: core.ports.environment,
    binDirectory: core.home.programs,
    bundled: core.ports.bundledRestic,
    progress: () => undefined,
    signal: host.signal,
    bring: false,
  })
  if (!found.ok) {
    // It would be brought along at the first backup; only one that was named and is unfit stands in the way.
    const named = Boolean(core.ports.environment['VAULTKEEPER_RESTIC'])
    return {
      part: 'restic',
      verdict: named ? 'bad' : 'attention',
      finding: found.problem.sentence,
      remedy: named ? found.problem.remedy : 'Nothing to do: the first backup fetches it.',
    }
  }
  const { program, version, source } = found.restic
  const where = {
    environment: 'named by VAULTKEEPER_RESTIC',
    path: 'found on PATH',
    bundled: 'the one that came with Vaultkeeper',
    own: "Vaultkeeper's own copy",
    release: 'fetched',
    archive: "from this machine's package archive",
  }[source]
  return good('restic', `version ${version}, ${where} (${program})`)
}

/** Only one that is not in force: whether what is in force is what is wanted is a matter of status. */
function examineConfiguration({ settings }: Core): Finding[] {
  const refused = refusedConfiguration(
    settings.problems,
    settings.configuration === null ? 'no plan is in force' : 'the last good one stays in force',
  )
  return refused === undefined
    ? []
    : [{ part: 'configuration', verdict: 'bad', finding: refused.sentence.replace(/\.$/, ''), remedy: refused.remedy }]
}

async function examineKeychain(core: Core): Promise<Finding> {
  const answer = await core.ports.keychain.get(keychainAccount(embedded))
  if (answer.state === 'ready' && answer.value !== null) core.redactor.add(answer.value)
  const kept = knownRepository(core.state.database, embedded)?.password
  const needed = kept === 'keychain' || usedRepositories(core).some((name) => needsKeychain(core, name))
  switch (answer.state) {
    case 'ready':
      return answer.value === null && kept === 'keychain'
        ? {
            part: 'keychain',
            verdict: 'bad',
            finding: 'It is open, but the password of the repository is not in it',
            remedy: 'Take it from your emergency kit and store it with: vaultkeeper secret set default',
          }
        : good('keychain', answer.value === null ? 'open; nothing of ours in it' : 'open, and it holds the password of the repository')
    case 'locked':
      return {
        part: 'keychain',
        verdict: needed ? 'bad' : 'attention',
        finding: 'It is locked',
        remedy: 'Log in to the desktop once, or open your keychain program.',
      }
    case 'not-answering':
      return {
        part: 'keychain',
        verdict: needed ? 'bad' : 'attention',
        finding: `It does not answer (${answer.why})`,
        remedy: 'Restart your keychain program or log in anew.',
      }
    case 'absent':
      return {
        part: 'keychain',
        verdict: needed ? 'bad' : 'attention',
        finding: `There is none in this session (${answer.why})`,
        remedy: needed
          ? 'Run Vaultkeeper in your desktop session, or set VAULTKEEPER_PASSWORD.'
          : kept === 'file'
            ? `The password of the embedded repository is kept in a file that only you can read, in ${core.home.secrets}.`
            : null,
      }
  }
}

async function examineRepositories(core: Core, host: RunHost): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const name of usedRepositories(core)) findings.push(await examineRepository(core, name, host))
  return findings
}

async function examineRepository(core: Core, name: string, host: RunHost): Promise<Finding> {
  const part = 'repository'
  const only = name === embedded ? '' : ` --repository ${name}`
  try {
    const known = knownRepository(core.state.database, name)
    const { location, remote } = placeOfRepository(core, name, known)
    if (!remote && !known?.id && lookAtPlace(location) === 'nothing')
      return good(part, `${name === embedded ? '' : `"${name}": `}none yet; the first backup makes it`)
    const opened = await openRepository(core, name, 'read', host)
    if (known?.damaged)
      return {
        part,
        verdict: 'bad',
        finding: `${name === embedded ? 'Damaged' : `"${name}" is damaged`}, as found on ${known.damaged.since.slice(0, 10)}`,
        remedy: `Mend it with: vaultkeeper verify --repair${only}`,
      }
    // Opening by fingerprint asks restic nothing; the doctor wants to know that the password fits.
    opened.done(await opened.restic.catConfig(opened.readTarget, {}, { signal: host.signal }).outcome)
    if (remote) {
      const left = (await opened.inside.lockIds()).length
      if (left === 0) return good(part, `${location} answers, and opens with its password`)
      const finding = `${location} answers, and opens with its password; ${left} ${left === 1 ? 'lock lies' : 'locks lie'} in it`
      const remedy = opened.appendOnly
        ? 'Nothing can be removed there by this machine: whoever runs it removes locks that nobody needs.'
        : `If nothing is running: vaultkeeper unlock${only}`
      return { part, verdict: opened.appendOnly ? 'good' : 'attention', finding, remedy }
    }
    const why = whyNotWritable(location)
    if (why !== undefined)
      return {
        part,
        verdict: 'bad',
        finding: `${location} cannot be written (${why === 'read-only' ? 'its disk is read-only' : 'not allowed'})`,
        remedy: 'Mount it writable, or give yourself the right to write there.',
      }
    const closed = closedFile(location)
    if (closed !== undefined)
      return {
        part,
        verdict: 'bad',
        finding: `It opens, but you may not read ${closed}`,
        remedy: 'Run as the user who made it, or give that user the folder back (chown).',
      }
    const locks = lockIds(location).length
    if (locks > 0)
      return {
        part,
        verdict: 'attention',
        finding: `It opens; ${locks} ${locks === 1 ? 'lock lies' : 'locks lie'} in it`,
        remedy: `If nothing is running: vaultkeeper unlock${only}`,
      }
    return good(part, `${location} opens with its password`)
  } catch (error) {
    return problemFinding(part, error)
  }
}

function examineSpace(home: Home): Finding {
  const { bavail, bsize } = statfsSync(home.root)
  const free = bavail * bsize
  const words = free >= lowSpace ? `${(free / 1e9).toFixed(1)} GB free` : `${Math.floor(free / 1e6)} MB free`
  return free < lowSpace
    ? { part: 'disk space', verdict: 'attention', finding: words, remedy: `Free some space on the disk of ${home.root}.` }
    : good('disk space', words)
}

/** A clock that stands before what was recorded, or before this program was written, cannot be right. */
function examineClock(core: Core, { clock }: Ports): Finding {
  const now = clock.now()
  const last = latestRuns(core.state.database, 1)[0]
  const newest = last ? Date.parse(last.ended ?? last.started) : 0
  if (now.getTime() < newest - 5 * 60_000)
    return {
      part: 'clock',
      verdict: 'bad',
      finding: `It says ${now.toISOString()}, but a run was recorded at ${new Date(newest).toISOString()}`,
      remedy: 'Set the date and time of this machine.',
    }
  if (now.getUTCFullYear() < 2026 || now.getUTCFullYear() > 2090)
    return { part: 'clock', verdict: 'bad', finding: `It says ${now.toISOString()}`, remedy: 'Set the date and time of this machine.' }
  return good('clock', `${now.toLocaleString('sv-SE')}, later than everything recorded`)
}

async function examineHistory(core: Core): Promise<Finding> {
  const check = await verifyHistory(core.home.historyFile, core.state.last())
  if (check.holds) return good('history', `${check.lines} entries, the chain holds`)
  const [first] = check.breaks
  return {
    part: 'history',
    verdict: 'bad',
    finding: `The chain is broken in ${first?.file}, line ${first?.line}: ${first?.why}`,
    remedy: 'Somebody or something changed it. See all with: vaultkeeper history --verify',
  }
}

function problemFinding(part: string, error: unknown): Finding {
  if (!(error instanceof ProblemError)) throw error
  return { part, verdict: 'bad', finding: error.problem.sentence, remedy: error.problem.remedy }
}
