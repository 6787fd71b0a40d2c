import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { removeStaleLocks } from '../repositories/stale-locks.ts'
import { CancelledError } from './record-run.ts'

/**
 * Makes what a cut-off run had stored count: data is in the repository, but in no index yet, and would be stored again (`repair index`). It only saves
 * work: where it fails, that is said, and the run itself tells why, or stores again what was stored before. The caller holds the lock of the repository.
 * @param words why it is done, for whoever looks on
 * @see https://restic.readthedocs.io/en/stable/077_troubleshooting.html
 */
export async function countStored(core: Core, opened: OpenRepository, words: string, host: RunHost): Promise<void> {
  if ((await opened.inside.lockIds()).length > 0) await removeStaleLocks(core, opened, host)
  if ((await opened.inside.lockIds()).length === 0) opened.inside.removeHalfWritten()
  host.onProgress({ step: 'note', text: words })
  const outcome = await opened.restic.repairIndex(opened.target, {}, { signal: host.signal }).outcome
  if (outcome.kind === 'cancelled') throw new CancelledError()
  if (outcome.kind !== 'failed') return
  const why = opened.problemOf(outcome).problem.sentence
  core.ports.log(core.redactor.redact(`repair index: ${outcome.message}`))
  host.onProgress({ step: 'note', text: `It could not be made to count, and may be stored again: ${why}` })
}
