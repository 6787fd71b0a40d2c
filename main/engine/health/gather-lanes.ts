import type { Configuration } from '../../contract/configuration.ts'
import type { Problem } from '../../contract/problem.ts'
import { copyPlan } from '../copy/copy-plan.ts'
import { mirrorsOf, vaultsInto } from '../copy/mirrors.ts'
import type { Core } from '../core.ts'
import { processAlive } from '../home/process-identity.ts'
import { copyRuns } from '../state/copy-queries.ts'
import { type LaneRun, type LaneRuns, laneRuns, newestSkip } from '../state/health-queries.ts'
import { knownSince } from '../state/schedule-queries.ts'
import type { Failure, LaneFacts, Waiting } from './facts.ts'
import { waitingBecause, waitingFor } from './waiting-in-words.ts'

/** What the records say of each lane that the configuration expects something of. No restic process is needed. */
export function gatherLanes(core: Core, configuration: Configuration): LaneFacts[] {
  const { database } = core.state
  const lanes = lanesOf(configuration).map(({ plan, repository, vault, unread }) => {
    const runs = laneRuns(database, { plan, repository, vault }, unread)
    const since = knownSince(database, plan, repository)
    return { plan, repository, vault, since, ...laneFacts(runs, waitingSince(core, plan, repository, runs)) }
  })
  return [...lanes, ...gatherMirrors(core, configuration)]
}

/** A mirror is a lane for each vault that its source holds by plans: what is copied is all of it, so that one run speaks for each. */
function gatherMirrors(core: Core, configuration: Configuration): LaneFacts[] {
  const { database } = core.state
  return mirrorsOf(configuration).flatMap(({ repository, of }) => {
    const runs = copyRuns(database, of, repository)
    const since = knownSince(database, copyPlan, repository)
    const facts = laneFacts(runs, waitingSince(core, copyPlan, repository, runs))
    return vaultsInto(configuration, of).map((vault) => ({ plan: copyPlan, repository, vault, since, ...facts }))
  })
}

/** Each enabled plan into each enabled repository for each of its vaults, in the order of the configuration. */
function lanesOf({ plans, repositories }: Configuration): { plan: string; repository: string; vault: string; unread: boolean }[] {
  return Object.entries(plans).flatMap(([plan, { enabled, sources, repositories: names, verify }]) =>
    names
      .filter((repository) => enabled && repositories[repository]?.enabled !== false)
      .flatMap((repository) =>
        [...new Set(sources.map(({ vault }) => vault))].map((vault) => ({ plan, repository, vault, unread: !verify })),
      ),
  )
}

/** What the runs of a lane come to. A run whose process is gone has been interrupted, be that recorded yet or not. */
function laneFacts(runs: LaneRuns, waiting: Waiting | null): Omit<LaneFacts, 'plan' | 'repository' | 'vault' | 'since'> {
  const { newest, good, lastBad } = runs
  const alive = newest?.verdict === null && processAlive(newest.pid, newest.processStart)
  const gone = newest !== null && newest.verdict === null && !alive
  const afterGood = newest !== null && newest.seq > (good?.seq ?? 0)
  return {
    lastGood: good === null ? null : { time: good.ended ?? good.started, warnings: good.warnings, warningCount: good.warnings.length },
    failure: failureOf(runs, gone ? newest : null),
    runningSince: alive ? newest.started : null,
    waiting,
    cancelled: afterGood && newest.verdict === 'cancelled' ? newest.ended : null,
    lastBad: gone ? newest.started : lastBad,
  }
}

function failureOf({ bad, badTimes, badSince, sameSince }: LaneRuns, gone: LaneRun | null): Failure | null {
  if (gone !== null)
    return {
      problem: interrupted,
      since: badSince ?? gone.started,
      sameSince: gone.started,
      last: gone.started,
      times: badTimes + 1,
    }
  if (bad === null) return null
  const last = bad.ended ?? bad.started
  return { problem: problemOf(bad), since: badSince ?? last, sameSince: sameSince ?? last, last, times: badTimes }
}

const interrupted: Problem = {
  code: 'interrupted',
  sentence: 'Vaultkeeper was ended in the middle of this backup.',
  remedy: 'Nothing to do: the next run puts it right and goes on.',
}

/** What is told where the newest snapshot is not in its repository any more, and nobody removed it here. */
export const newestGone: Problem = {
  code: 'snapshots-vanished',
  sentence: 'The newest snapshot is gone from the repository without Vaultkeeper having removed it.',
  remedy: 'Ask whoever else has access to it, and back it up again.',
}

function problemOf({ problem, disproven, vanished, verdict }: LaneRun): Problem {
  if (vanished) return newestGone
  if (disproven)
    return {
      code: 'read-back-failed',
      sentence: 'A later verification found that the newest snapshot does not hold what it should.',
      remedy: 'Back it up again; if it stays, run: vaultkeeper verify --repair',
    }
  return (
    problem ?? {
      code: verdict ?? 'failed',
      sentence: 'The last backup did not succeed.',
      remedy: 'See what happened with: vaultkeeper history',
    }
  )
}

/** What the newest record says that a lane waits for: a run that was not made, or a due time that was passed over. */
function waitingSince(core: Core, plan: string, repository: string, { newest, good }: LaneRuns): Waiting | null {
  const skip = newestSkip(core.state.database, plan, repository)
  if (skip !== undefined && skip.seq > (newest?.seq ?? 0)) return waitingFor(skip.reason, repository, skip.time)
  if (newest === null || newest.verdict !== 'skipped' || newest.problem === null || newest.seq < (good?.seq ?? 0)) return null
  // A file was touched and is as it was: nothing waits for anything.
  if (newest.problem.code === 'nothing-changed') return null
  return waitingBecause(newest.problem, newest.ended ?? newest.started)
}
