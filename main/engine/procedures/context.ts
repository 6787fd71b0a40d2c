import type { Core } from '../core.ts'
import type { Jobs } from '../jobs/jobs.ts'

/** What every procedure works with. */
export type Context = { readonly core: Core; readonly jobs: Jobs }
