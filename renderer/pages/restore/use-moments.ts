import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { Problem } from '../../../main/contract/problem.ts'
import type { Moment } from '../../../main/contract/procedures/moments.ts'
import { orpc } from '../../api.ts'

/** The moments that there are, and what could not be asked for more. */
export type KnownMoments = {
  readonly moments: UseQueryResult<readonly Moment[]>
  readonly unasked: readonly { readonly repository: string; readonly problem: Problem }[]
  /** Why none could be asked. */
  readonly error: Error | null
  /** Nothing is known, and nobody is left to be asked. */
  readonly none: boolean
}

/**
 * All moments to go back to: at once what the records know, and, once the repositories were asked, what others have put into them meanwhile. They are asked when
 * somebody comes here, not whenever anything changes, for on a server that is a process each.
 * @param always they are asked also where something is known already
 */
export function useMoments({ always }: { readonly always: boolean }): KnownMoments {
  const moments = useQuery(orpc.moments.list.queryOptions({ input: {} }))
  const empty = moments.data?.length === 0
  const asked = useQuery({
    ...orpc.snapshots.list.queryOptions({ input: { most: 1 }, staleTime: 'static', gcTime: 60_000, retry: false }),
    enabled: always || empty,
  })
  return {
    moments,
    unasked: asked.data?.unasked ?? [],
    error: asked.error,
    // What was found is recorded, and the records are asked anew by that.
    none: empty && asked.data?.all === 0,
  }
}
