import { createHash } from 'node:crypto'
import type { AnomalyRules } from '../../contract/configuration/conditions.ts'
import { usualAnomaly } from '../../contract/configuration/usual-anomaly.ts'
import type { Core, RunHost } from '../core.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { underLock } from '../runs/under-lock.ts'
import { type Judged, type JudgedLane, type JudgedSnapshot, judgedSnapshots } from '../state/anomaly-queries.ts'
import { recordedAnomalies } from '../state/retention-queries.ts'
import { askAboutHalf, halfRestoredIn } from './half-restored.ts'
import { type Judgement, judgeChanges, judgeEncryption, noiseIn } from './judge-changes.ts'
import { type LaneStanding, laneStanding } from './lane-standing.ts'
import { mayBeAnomaly } from './may-be-anomaly.ts'
import { openMeasure } from './open-measure.ts'
import { raiseUnusual } from './raise-anomaly.ts'
import { answeredElsewhere } from './same-elsewhere.ts'
import { statesPutBack } from './states-put-back.ts'

/**
 * Judges the snapshots of a lane that nobody has judged yet, and records what came of each: nearly always by what restic counted, else by asking the index
 * what changed, and looking into some of the files. Throws problems; what is not judged then waits for the next time, and nothing is removed meanwhile.
 *
 * The caller holds no lock of the repository.
 */
export async function judgeLane(core: Core, lane: JudgedLane, host: RunHost): Promise<void> {
  for (;;) {
    const standing = standingOf(core, lane)
    const [next] = standing.pending
    if (next === undefined) return
    await judgeNext(core, lane, standing, next, host)
  }
}

/** How a lane stands by the records. */
export function standingOf(core: Core, lane: JudgedLane): LaneStanding {
  return laneStanding(judgedSnapshots(core.state.database, lane))
}

/** Whether a lane has snapshots that were not judged, and whose counts do not say that all is well. */
export function isInDoubt(core: Core, lane: JudgedLane): boolean {
  const { good, last, churn, pending } = standingOf(core, lane)
  const rules = anomalyRules(core, lane)
  const isHalf = halfRestoredIn(core, lane.vault) !== undefined
  return (
    good !== undefined &&
    pending.some((one) => isHalf || pending.length > 1 || last !== good || mayBeAnomaly(good.files, one, churn, rules))
  )
}

/** The thresholds of a plan; for what is backed up by hand those of the whole configuration. */
export function anomalyRules({ settings }: Core, { plan }: JudgedLane): AnomalyRules {
  return (plan === null ? undefined : settings.configuration?.plans[plan]?.anomaly) ?? settings.configuration?.anomaly ?? usualAnomaly
}

async function judgeNext(core: Core, lane: JudgedLane, standing: LaneStanding, next: JudgedSnapshot, host: RunHost): Promise<void> {
  const { good, last, open, churn } = standing
  const rules = anomalyRules(core, lane)
  // Nothing to compare with: the first of its lane.
  if (good === undefined || last === undefined) return conclude(core, lane, next, null, 'counts')
  const isHalf = halfRestoredIn(core, lane.vault) !== undefined
  if (!isHalf && last === good && !mayBeAnomaly(good.files, next, churn, rules)) return conclude(core, lane, next, null, 'counts')
  // As the one before it, which a person has been asked about.
  if (!isHalf && open !== null && !mayBeAnomaly(last.files, next, 0, rules)) return conclude(core, lane, next, open, 'counts')
  const name = `anomalies-${createHash('sha256').update(lane.vault).digest('hex').slice(0, 16)}`
  await underLock(core, name, 'looking at what changed', host, async () => {
    await core.state.catchUp()
    const now = standingOf(core, lane)
    if (now.good === undefined || now.pending[0]?.id !== next.id) return
    const half = await askAboutHalf(core, lane, next, now.good)
    if (half === undefined) await lookClosely(core, lane, { ...now, good: now.good }, next, host)
    else await conclude(core, lane, next, half, 'counts')
  })
}

async function lookClosely(
  core: Core,
  lane: JudgedLane,
  { good, last, open, reference }: LaneStanding & { good: JudgedSnapshot },
  next: JudgedSnapshot,
  host: RunHost,
): Promise<void> {
  const rules = anomalyRules(core, lane)
  const opened = await openRepository(core, lane.repository, 'read', host)
  const putBack = statesPutBack(core, lane, good)
  const needed = [good, last, reference, next, ...putBack].flatMap((one) => one?.id ?? [])
  const { measure, close } = await openMeasure(core, opened, { vault: lane.vault, rules, needed }, host)
  try {
    let against = good
    let measured = await measure(good, next)
    let found: Judgement = judgeChanges(measured, rules)
    if (found.kind === 'none' && reference !== undefined && reference.id !== good.id) {
      // Little by little it may have become much.
      against = reference
      measured = await measure(reference, next)
      found = judgeEncryption(measured, rules)
    }
    const isClean = noiseIn(measured) === 0
    if (found.kind === 'none') return await conclude(core, lane, next, null, isClean ? 'clean files' : 'files')
    // A person has brought an earlier state back, with us.
    for (const state of putBack)
      if (judgeChanges(await measure(state, next), rules).kind === 'none') return await conclude(core, lane, next, null, 'files')
    const again = recordedAnomalies(core.state.database).find((one) => one.snapshot === next.id && one.answer === null)
    const same = again?.id ?? answeredElsewhere(core, lane, { code: found.code, since: good, next, rules })
    if (same !== undefined) return await conclude(core, lane, next, same, 'files')
    // Nobody has answered yet, and it has not become worse.
    if (open !== null && last !== undefined && judgeChanges(await measure(last, next), rules).kind === 'none')
      return await conclude(core, lane, next, open, 'files')
    const { code, sentence, numbers } = found
    const id = await raiseUnusual(core, lane, { code, why: sentence, snapshot: next.id, against: against.id, numbers })
    return await conclude(core, lane, next, id, 'files')
  } finally {
    close()
  }
}

async function conclude(
  core: Core,
  { repository }: JudgedLane,
  { id }: JudgedSnapshot,
  anomaly: string | null,
  by: Judged['by'],
): Promise<void> {
  await core.record({ event: 'snapshot.judged', repository, snapshot: id, ...(anomaly === null ? {} : { anomaly }), by })
}
