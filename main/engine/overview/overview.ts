import type { Overview } from '../../contract/procedures/overview.ts'
import type { Core } from '../core.ts'
import { gatherLanes } from '../health/gather-lanes.ts'
import { latestBackup } from '../state/queries.ts'
import { begunRestore } from '../state/restore-queries.ts'
import { pauses } from '../state/schedule-queries.ts'
import { status as readStatus, type Status } from '../status.ts'
import { answerOf } from './answer.ts'
import { problemCards } from './problem-cards.ts'
import { vaultNames } from './vault-names.ts'
import { vaultOverviews } from './vault-overviews.ts'
import { lanesOfVault, standingByHand, standingOfPlans } from './vault-standing.ts'

/** How everything stands, as the overview shows it: from records, configuration and clock; no restic process is needed. */
export async function overview(core: Core): Promise<Overview> {
  const status = await readStatus(core)
  const { configuration } = core.settings
  const { database } = core.state
  const now = core.ports.clock.now()
  const zone = core.ports.machine.zone()
  const open = pauses(database, now.toISOString())
  const cards = problemCards({
    status,
    configuration,
    pauses: open,
    waiting: waitingOf(core, status),
    handRepositories: new Map(status.vaults.map(({ vault }) => [vault, latestBackup(database, vault)?.repository ?? ''])),
    undoes: new Map(status.unfinished.map(({ run }) => [run, begunRestore(database, run)?.undoes ?? run])),
    zone,
    now,
  })
  const others = cards.filter(({ tone, ofVault }) => tone !== 'note' && !ofVault).length
  return {
    answer: answerOf({ vaults: standings(core, status, now), paused: open.length > 0, others }),
    problems: cards.map(({ ofVault: _, ...card }) => card),
    vaults: vaultOverviews(core, status),
    plans: plansOf(core),
    pauses: open.map(({ plan, until, by, since }) => ({ plan: plan === '' ? null : plan, until, by, since })),
    scheduled: status.scheduled,
    doing: status.doing,
    zone,
  }
}

function standings(core: Core, status: Status, now: Date) {
  const damaged = new Set(status.repositories.filter(({ damagedSince }) => damagedSince !== null).map(({ name }) => name))
  const planned = vaultNames(core).flatMap(({ vault, name }) => {
    const lanes = lanesOfVault(status.plans, vault)
    return lanes.length === 0 ? [] : [standingOfPlans(name, lanes, damaged, now)]
  })
  return [...planned, ...status.vaults.map(standingByHand)]
}

/** Why nothing was backed up for so long, where that is recorded. */
function waitingOf(core: Core, { plans }: Status): Map<string, string> {
  const { configuration } = core.settings
  const isStale = plans.some(({ lanes }) => lanes.some(({ staleSince }) => staleSince !== null))
  if (configuration === null || !isStale) return new Map()
  return new Map(
    gatherLanes(core, configuration).flatMap(({ plan, repository, waiting }) =>
      waiting === null ? [] : [[`${plan}/${repository}`, waiting.code] as const],
    ),
  )
}

function plansOf(core: Core): Overview['plans'] {
  return Object.entries(core.settings.configuration?.plans ?? {})
    .filter(([, { enabled }]) => enabled)
    .map(([plan, { sources }]) => ({ plan, vaults: [...new Set(sources.map(({ vault }) => vault))] }))
}
