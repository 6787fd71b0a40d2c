import type { Core, RunHost } from '../core.ts'
import { circumstancesOf } from '../retention/circumstances.ts'
import { retain } from '../runs/retention-run.ts'
import { latestRetention } from '../state/retention-queries.ts'

/** Carries out what retention could not in a repository because it was being copied from. */
export async function retainHeldBack(core: Core, repository: string, host: RunHost): Promise<void> {
  for (const [plan, { enabled, repositories }] of Object.entries(core.settings.configuration?.plans ?? {})) {
    const isHeld = latestRetention(core.state.database, plan, repository)?.problem?.code === 'being-copied'
    if (enabled && repositories.includes(repository) && isHeld && !host.signal.aborted)
      await retain(core, { plan, repository, trigger: 'catch-up' }, await circumstancesOf(core), host)
  }
}
