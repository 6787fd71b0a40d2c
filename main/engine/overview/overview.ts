import type { Overview } from '../../contract/procedures/overview.ts'
import type { Core } from '../core.ts'
import { gatherLanes } from '../health/gather-lanes.ts'
import { latestBackup } from '../state/queries.ts'
import { begunRestore } from '../state/restore-queries.ts'
import { pauses } from '../state/schedule-queries.ts'
import { status as readStatus, type Status } from '../status.ts'
import { answerOf, type Standing } from './answer.ts'
import { problemCards } from './problem-cards.ts'
import { vaultNames } from './vault-names.ts'
import { vaultOverviews } from './vault-overviews.ts'
import { damagedRepositories, lanesOfVault, standingByHand, standingOfPlans } from './vault-standing.ts'

/** How everything stands, as the overview shows it: from records, configuration and clock; no restic process is needed. */
export async function overview(core: Core): Promise<Overview> {
  const status = await readStatus(core)
  const { configuration } = core.settings
  const { database } = core.state
  const now = core.ports.clock.now()
  const zone = core.ports.machine.zone()
  const open = pauses(database, now.toISOString())
  const handRepositories = new Map(status.vaults.map(({ vault }) => [vault, latestBackup(database, vault)?.repository ?? '']))
  const cards = problemCards({
    status,
    configuration,
    pauses: open,
    waiting: waitingOf(core, status),
    handRepositories,
    undoes: new Map(status.unfinished.map(({ run }) => [run, begunRestore(database, run)?.undoes ?? run])),
    zone,
    now,
  })
  const others = cards.filter(({ tone, ofVault }) => tone !== 'note' && !ofVault).length
  const vaults = vaultOverviews(core, status)
  const onlyHere = vaults.filter(({ elsewhere }) => elsewhere.state === 'none' && elsewhere.sentence !== null)
  const oldElsewhere = vaults.filter(({ elsewhere }) => elsewhere.state === 'stale')
  return {
    answer: answerOf({
      vaults: standings(core, status, handRepositories, now),
      paused: open.length > 0,
      others,
      onlyHere: onlyHere.map(({ name }) => name),
      oldElsewhere: oldElsewhere.map(({ name, elsewhere: { lastGood } }) => ({ name, lastGood })),
      now,
    }),
    problems: cards.map(({ ofVault: _, ...card }) => card),
    vaults,
    plans: plansOf(core),
    pauses: open.map(({ plan, until, by, since }) => ({ plan: plan === '' ? null : plan, until, by, since })),
    scheduled: status.scheduled,
    doing: status.doing,
    zone,
  }
}

function standings(core: Core, status: Status, handRepositories: ReadonlyMap<string, string>, now: Date): Standing[] {
  const damaged = damagedRepositories(status)
  return vaultNames(core).flatMap(({ vault, name, configured }): Standing[] => {
    const lanes = lanesOfVault(status.plans, vault, damaged)
    if (lanes.length > 0) return [standingOfPlans(name, lanes, damaged, now)]
    const byHand = status.vaults.find((one) => one.vault === vault)
    const repository = handRepositories.get(vault) ?? ''
    if (byHand !== undefined) return [standingByHand(byHand, damaged.has(repository) ? repository : null, now)]
    // Somebody named it to have it kept, and nothing keeps it.
    return configured ? [{ name, protection: 'not-yet', cause: 'there is no backup yet' }] : []
  })
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
