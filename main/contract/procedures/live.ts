import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Job } from './jobs.ts'
import { list, procedure } from './procedure.ts'

/**
 * Something changed. `state`: a line was added to the history, by whichever process (`seq` is the newest), or the configuration is another; what is shown is
 * to be asked for anew. `jobs`: all jobs of this process, as in `jobs.list`, whenever one of them moves (at most five times a second).
 */
export const LiveEvent = z.discriminatedUnion('what', [
  z.object({ what: z.literal('state'), seq: z.number() }),
  z.object({ what: z.literal('jobs'), jobs: list(Job) }),
])
/** See the schema of this name. */
export type LiveEvent = z.infer<typeof LiveEvent>

/** Tells at once how things are, and from then on whenever they change. */
export const live = {
  watch: procedure.route({ method: 'GET', path: '/live', summary: 'Be told when anything changes' }).output(eventIterator(LiveEvent)),
}
