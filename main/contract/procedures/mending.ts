import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/** Putting right what keeps a repository from being used. A password that is wrong or gone is put right by `secrets.set`. */
export const mending = {
  searchRepository: procedure
    .route({
      method: 'GET',
      path: '/repositories/{repository}/places',
      summary: 'Look on drives and near its old place for a repository that was moved',
    })
    .input(z.object({ repository: z.string() }))
    .output(z.object({ was: z.string(), found: list(z.string()), complete: z.boolean() })),
  moveRepository: procedure
    .route({
      method: 'POST',
      path: '/repositories/{repository}/place',
      summary: 'Say where a repository is now; refused unless it is the same one',
    })
    .input(z.object({ repository: z.string(), path: z.string().min(1).max(4096) }))
    .output(z.object({ location: z.string() })),
}
