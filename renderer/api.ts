import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { QueryClient } from '@tanstack/react-query'
import type { contract } from '../main/contract/contract.ts'
import { link } from './link.ts'
import { isGone } from './problems/problem-of.ts'

/** The contract's procedures, called wherever the engine is. */
export const api: ContractRouterClient<typeof contract> = createORPCClient(link)

/** The same as options of queries and mutations: `useQuery(orpc.jobs.list.queryOptions())`. */
export const orpc = createTanstackQueryUtils(api)

/**
 * What the pages know. Nothing grows old by itself: `live.watch` says when to ask again. While the connection is lost what was known stays, for old knowledge
 * that says so is better than none.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      retry: (count, error) => isGone(error) && count < 3,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})
