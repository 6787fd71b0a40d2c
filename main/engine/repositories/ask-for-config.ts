import { setTimeout as delay } from 'node:timers/promises'
import type { Failed, Outcome, RepositoryConfig } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from './open-repository.ts'
import { askedOfSsh } from './reach/asked-of-ssh.ts'
import { givesSignOfLife } from './reach/sign-of-life.ts'

/** How long the first question may go without an answer before that is said and looked into, in ms. */
const firstWord = 4_000
/** How long a sign of life is waited for then; together they stay below a quarter of a minute. */
const signOfLife = 7_000
/** How long restic tries again where the place is out of reach. */
const firstPatience = 12_000

/** Asks which repository is there. Nobody waits for a server in silence, and not for long where it is not reached at all, or hangs. */
export async function askForConfig(
  core: Core,
  { name, restic, readTarget }: OpenRepository,
  host: RunHost,
): Promise<Outcome<RepositoryConfig>> {
  const patience = core.ports.outagePatience ?? firstPatience
  const over = new AbortController()
  const deaf = new AbortController()
  const look = async () => {
    await delay(Math.min(firstWord, patience), undefined, { signal: over.signal })
    host.onProgress({ step: 'note', text: `The server of the repository "${name}" has not answered yet; waiting` })
    const place = core.settings.configuration?.repositories[name]
    if (place === undefined) return
    const until = AbortSignal.any([over.signal, AbortSignal.timeout(Math.min(signOfLife, Math.max(patience, 2_000)))])
    if (!(await givesSignOfLife(place, core.ports.environment, until)) && !over.signal.aborted) deaf.abort()
  }
  // An end of the wait is none of its own.
  void look().catch(() => undefined)
  try {
    const signal = AbortSignal.any([host.signal, deaf.signal])
    const outcome = await restic.catConfig(readTarget, {}, { signal, limits: { retrying: Math.min(firstPatience, patience) } }).outcome
    if (host.signal.aborted) return outcome
    // ssh gives up by itself, and would be asked why for as long again.
    const explained = outcome.kind === 'failed' ? await askedOfSsh(core, name, outcome, deaf.signal) : outcome
    return explained.kind !== 'done' && deaf.signal.aborted ? silent() : explained
  } finally {
    over.abort()
  }
}

/** As restic would come to know after minutes. */
function silent(): Failed<RepositoryConfig> {
  const message = 'its server does not answer'
  return { kind: 'failed', reason: 'unreachable', message, detail: '', exitCode: null, signal: null, failures: [], failureCount: 0 }
}
