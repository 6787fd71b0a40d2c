import { about } from './procedures/about.ts'
import { agents } from './procedures/agents.ts'
import { anomalies } from './procedures/anomalies.ts'
import { backups } from './procedures/backups.ts'
import { changes } from './procedures/changes.ts'
import { comeback } from './procedures/comeback.ts'
import { configuration } from './procedures/configuration.ts'
import { doctor } from './procedures/doctor.ts'
import { drills } from './procedures/drills.ts'
import { editing } from './procedures/editing.ts'
import { files } from './procedures/files.ts'
import { git } from './procedures/git.ts'
import { guard } from './procedures/guard.ts'
import { history } from './procedures/history.ts'
import { jobs } from './procedures/jobs.ts'
import { kit } from './procedures/kit.ts'
import { live } from './procedures/live.ts'
import { machines } from './procedures/machines.ts'
import { mending } from './procedures/mending.ts'
import { moments } from './procedures/moments.ts'
import { notifications } from './procedures/notifications.ts'
import { overview } from './procedures/overview.ts'
import { places } from './procedures/places.ts'
import { plans } from './procedures/plans.ts'
import { recovery } from './procedures/recovery.ts'
import { repositories } from './procedures/repositories.ts'
import { restores } from './procedures/restores.ts'
import { schedule } from './procedures/schedule.ts'
import { secrets } from './procedures/secrets.ts'
import { service } from './procedures/service.ts'
import { setup } from './procedures/setup.ts'
import { snapshots } from './procedures/snapshots.ts'
import { status } from './procedures/status.ts'

/** Everything that Vaultkeeper can be asked: by the pages in both hosts, by the command line, and over HTTP by scripts. */
export const contract = {
  about,
  agents,
  anomalies,
  backups,
  changes,
  comeback,
  configuration,
  doctor,
  drills,
  editing,
  files,
  git,
  guard,
  history,
  jobs,
  kit,
  live,
  machines,
  mending,
  moments,
  notifications,
  overview,
  places,
  plans,
  recovery,
  repositories,
  restores,
  schedule,
  secrets,
  service,
  setup,
  snapshots,
  status,
}
