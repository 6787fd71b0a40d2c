import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { thisPerson } from '../schedule/pause.ts'
import { type RecordedAnomaly, recordedAnomalies } from '../state/retention-queries.ts'

/** What a person says of an anomaly: it was meant so; or it was not, and what was lost is back. */
export type Answer = 'expected' | 'restored'

/** Which anomalies are meant; all that are open when nothing is said. `id`: the beginning of one. */
export type AnswerRequest = {
  readonly id?: string | undefined
  readonly plan?: string | undefined
  readonly repository?: string | undefined
}

/**
 * Records what a person says of anomalies, and who. Throws a problem for an id that no open anomaly has, or several.
 * @returns the anomalies that were answered by it
 */
export async function answerAnomalies(core: Core, of: AnswerRequest, answer: Answer = 'expected'): Promise<RecordedAnomaly[]> {
  const open = recordedAnomalies(core.state.database).filter(
    (one) =>
      one.answer === null &&
      // An empty one is a variable that was not set, and the beginning of every id.
      (of.id === undefined || (of.id !== '' && one.id.startsWith(of.id))) &&
      (of.plan === undefined || one.plan === null || one.plan === of.plan) &&
      (of.repository === undefined || one.repository === of.repository),
  )
  if (of.id !== undefined && open.length !== 1) notOne(of.id, open)
  for (const { id } of open) await core.record({ event: 'anomaly.answered', anomaly: id, answer, by: thisPerson() })
  return open
}

function notOne(id: string, open: readonly RecordedAnomaly[]): never {
  return open.length === 0
    ? fail('anomaly-unknown', `No anomaly "${id}" waits for an answer.`, 'See which do with: vaultkeeper status')
    : fail(
        'anomaly-ambiguous',
        `"${id}" is the beginning of ${open.length} anomalies.`,
        'Write more of its id; vaultkeeper status shows them.',
      )
}
