import { lazy } from '@orpc/server'

/** The procedures of the contract, each group loaded when it is asked for: a command of the command line needs one of them. */
export const router = {
  anomalies: lazy(() => import('./anomalies.ts')),
  backups: lazy(() => import('./backups.ts')),
  changes: lazy(() => import('./changes.ts')),
  editing: lazy(() => import('./editing.ts')),
  jobs: lazy(() => import('./jobs.ts')),
  kit: lazy(() => import('./kit.ts')),
  live: lazy(() => import('./live.ts')),
  mending: lazy(() => import('./mending.ts')),
  moments: lazy(() => import('./moments.ts')),
  notifications: lazy(() => import('./notifications.ts')),
  overview: lazy(() => import('./overview.ts')),
  places: lazy(() => import('./places.ts')),
  plans: lazy(() => import('./plans.ts')),
  repositories: lazy(() => import('./repositories.ts')),
  restores: lazy(() => import('./restores.ts')),
  schedule: lazy(() => import('./schedule.ts')),
  service: lazy(() => import('./service.ts')),
  setup: lazy(() => import('./setup.ts')),
}
