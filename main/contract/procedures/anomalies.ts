import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/** `expected`: it was meant so. `restored`: it was not, and what was lost is back. */
const AnomalyAnswer = z.enum(['expected', 'restored'])

/** Something that makes Vaultkeeper keep everything until a person has answered; see the engine's type of this name. `code` null: about the snapshots. */
const Anomaly = z.object({
  id: z.string(),
  seq: z.number().optional(),
  time: z.string(),
  plan: z.string().nullable(),
  vault: z.string(),
  repository: z.string(),
  snapshot: z.string().nullable(),
  why: z.string(),
  code: z.string().nullable(),
  against: z.string().nullable(),
  answer: AnomalyAnswer.nullable().optional(),
  by: z.string().nullable().optional(),
})

/** One that waits, with the vault's name, the label of the snapshot it was found in, and the last good state. */
export const OpenAnomaly = Anomaly.extend({
  name: z.string(),
  label: z.string().nullable(),
  lastGood: z.object({ id: z.string(), label: z.string().nullable(), time: z.string(), files: z.number().nullable() }).nullable(),
})
/** See {@link OpenAnomaly}. */
export type OpenAnomaly = z.infer<typeof OpenAnomaly>

/** Unusual changes, and what a person says of them. */
export const anomalies = {
  list: procedure
    .route({ method: 'GET', path: '/anomalies', summary: 'Unusual changes that wait for an answer, oldest first' })
    .output(list(OpenAnomaly)),
  answer: procedure
    .route({
      method: 'POST',
      path: '/anomalies/answer',
      summary: 'Say of unusual changes that they were meant, or that they are put right',
    })
    // `id`: the beginning of one. Without anything all that wait.
    .input(z.object({ id: z.string().optional(), plan: z.string().optional(), repository: z.string().optional(), answer: AnomalyAnswer }))
    // Those that it was said of, as they were before.
    .output(list(Anomaly.extend({ seq: z.number(), answer: AnomalyAnswer.nullable() }))),
}
