import { z } from 'zod'
import { Problem } from '../problem.ts'
import { procedure } from './procedure.ts'

/** This program and the machine that it runs on. */
export const about = {
  get: procedure.route({ method: 'GET', path: '/about', summary: 'Versions, folders, and the machine' }).output(
    z.object({
      version: z.string(),
      node: z.string(),
      /** The folder of everything that Vaultkeeper keeps. */
      home: z.string(),
      configuration: z.string(),
      host: z.string(),
      platform: z.string(),
      arch: z.string(),
      zone: z.string(),
      /** What `restic` will be used; `null` where none is there yet, and then why. */
      restic: z.object({ version: z.string(), program: z.string(), source: z.string() }).nullable(),
      resticProblem: Problem.nullable(),
      /** Whether some process runs the schedule. */
      scheduled: z.boolean(),
    }),
  ),
}
