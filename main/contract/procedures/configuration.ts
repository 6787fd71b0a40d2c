import { z } from 'zod'
import type { Configuration } from '../configuration.ts'
import { inForce, list, procedure } from './procedure.ts'

/** One mistake in the configuration, at the place where a person mends it. Lines and columns count from 1, 0 is none; a sentence never tells a value. */
export const ConfigurationProblem = z.object({
  where: z.enum(['file', '.env', 'environment']),
  line: z.number(),
  column: z.number(),
  /** `plans.daily.keep.last`, or the name of the variable. */
  path: z.string(),
  sentence: z.string(),
})

/** One value that is in force, and who says so: `file`, `default`, or the name of a variable. */
const Setting = z.object({ path: z.string(), value: z.unknown(), from: z.string() })

/** A configuration as the engine made it: durations in milliseconds, sizes in bytes, percentages from 0 to 1, `null` for *none*, absolute paths. */
const InForce = inForce<Configuration>()

/** `backup_schedule.json`: what is in force, and how it stands. */
export const configuration = {
  get: procedure
    .route({ method: 'GET', path: '/configuration', summary: 'What is in force, where each value comes from, and the text of the file' })
    .output(
      z.object({
        path: z.string(),
        /** `last-good`: the file has mistakes or is gone, and what it was before stays in force. `none`: there is no file. */
        source: z.enum(['file', 'last-good', 'none']),
        /** Another one is another configuration, good or not; empty where there is nothing. */
        hash: z.string(),
        /** `null` where nothing is configured: there is the embedded repository, and no plan. */
        configuration: InForce.nullable(),
        /** All of its values, one by one. */
        settings: list(Setting),
        /** What variables replace; `where` they stand. */
        overrides: list(z.object({ path: z.string(), variable: z.string(), where: z.string() })),
        problems: list(ConfigurationProblem),
        /** The file as it is now; `null` where there is none that can be read. */
        text: z.string().nullable(),
      }),
    ),
  validate: procedure
    .route({ method: 'GET', path: '/configuration/check', summary: 'Look the file over, without putting it in force' })
    .output(
      z.object({
        path: z.string(),
        exists: z.boolean(),
        /** Its version, where that is an older one. */
        migratedFrom: z.number().nullable(),
        problems: list(ConfigurationProblem),
        /** What is no mistake, but will not work as things are. */
        notes: list(z.string()),
      }),
    ),
}
