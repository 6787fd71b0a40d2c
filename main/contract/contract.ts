import { anomalies } from './procedures/anomalies.ts'
import { backups } from './procedures/backups.ts'
import { changes } from './procedures/changes.ts'
import { editing } from './procedures/editing.ts'
import { jobs } from './procedures/jobs.ts'
import { kit } from './procedures/kit.ts'
import { live } from './procedures/live.ts'
import { mending } from './procedures/mending.ts'
import { moments } from './procedures/moments.ts'
import { notifications } from './procedures/notifications.ts'
import { overview } from './procedures/overview.ts'
import { places } from './procedures/places.ts'
import { plans } from './procedures/plans.ts'
import { repositories } from './procedures/repositories.ts'
import { restores } from './procedures/restores.ts'
import { schedule } from './procedures/schedule.ts'
import { service } from './procedures/service.ts'
import { setup } from './procedures/setup.ts'

/** Everything that Vaultkeeper can be asked: by the pages in both hosts, by the command line, and over HTTP by scripts. */
export const contract = {
  anomalies,
  backups,
  changes,
  editing,
  jobs,
  kit,
  live,
  mending,
  moments,
  notifications,
  overview,
  places,
  plans,
  repositories,
  restores,
  schedule,
  service,
  setup,
}
