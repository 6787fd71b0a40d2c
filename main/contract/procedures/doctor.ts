import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/** One thing that the doctor looked at. */
export const Finding = z.object({
  part: z.string(),
  verdict: z.enum(['good', 'attention', 'bad']),
  finding: z.string(),
  remedy: z.string().nullable(),
})
/** See the schema of this name. */
export type Finding = z.infer<typeof Finding>

/** Looks at everything that a backup needs. */
export const doctor = {
  get: procedure
    .route({ method: 'GET', path: '/doctor', summary: 'How everything stands that a backup needs, and what to do' })
    .output(list(Finding)),
}
