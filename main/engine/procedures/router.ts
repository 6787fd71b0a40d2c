import { lazy } from '@orpc/server'

/** The procedures of the contract, each group loaded when it is asked for: a command of the command line needs one of them. */
export const router = {
  jobs: lazy(() => import('./jobs.ts')),
  live: lazy(() => import('./live.ts')),
  moments: lazy(() => import('./moments.ts')),
  overview: lazy(() => import('./overview.ts')),
  places: lazy(() => import('./places.ts')),
}
