import type { Core } from '../core.ts'
import type { Trouble } from '../health/trouble.ts'
import { latestDrills } from '../state/drill-queries.ts'
import { nameOfVault } from '../vaults.ts'
import { allDrillPlaces } from './list-drills.ts'

/** Vaults that did not come back when they were last restored on trial: that stands until one of the same vault out of the same repository succeeds. */
export function drillTroubles(core: Core): Trouble[] {
  const failed = latestDrills(core.state.database).filter(({ verdict }) => verdict === 'failed' || verdict === 'not-verified')
  if (failed.length === 0) return []
  const { configuration } = core.settings
  // What is switched off, or does not go there any more and left nothing, is expected of nobody.
  const places = allDrillPlaces(core).filter(({ repository }) => configuration?.repositories[repository]?.enabled !== false)
  return failed
    .filter((drill) => places.some(({ vault, repository }) => vault === drill.vault && repository === drill.repository))
    .map(({ vault, repository, at, problem }) => ({
      about: 'drill',
      name: `${vault}/${repository}`,
      problem: {
        code: problem?.code ?? 'drill-failed',
        sentence:
          problem?.code === 'drill-failed'
            ? problem.sentence
            : `Restoring ${nameOfVault(core, vault)} from "${repository}" on trial did not succeed: ${problem?.sentence ?? 'nothing is known of why.'}`,
        remedy: problem?.remedy ?? 'See what happened with: vaultkeeper history',
      },
      since: at,
      attention: true,
      plan: null,
      repository,
    }))
}
