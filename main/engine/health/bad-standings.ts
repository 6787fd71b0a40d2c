import { halfRestoredRemedy } from '../anomalies/half-restored.ts'
import { restoreCommand } from '../anomalies/open-anomaly.ts'
import { halfRestored } from '../state/restore-queries.ts'
import { counted, sayDuration } from './say-when.ts'
import { asSentence, type Judged, lastGoodInWords, type Standing, told, workOf } from './standing.ts'

/** Something that nobody has answered was found in its snapshots. */
export function anomalous(judged: Judged): Standing | null {
  const { lane, facts } = judged
  const open = facts.anomalies.filter(
    ({ plan, vault, repository }) => (plan ?? lane.plan) === lane.plan && vault === lane.vault && repository === lane.repository,
  )
  const [first] = open
  if (first === undefined) return null
  const more = open.length > 1 ? ` There ${open.length === 2 ? 'is' : 'are'} ${counted(open.length - 1, 'more such finding')}.` : ''
  return {
    state: 'anomaly',
    code: 'anomaly',
    why: `${asSentence(first.why)} It was found on ${told(first.time, judged)}.${more} Nothing is removed until somebody has looked.`,
    remedy:
      first.code === null
        ? `Look at the folder. What is missing can be brought back: vaultkeeper snapshots lists where from. If it is as it should be: vaultkeeper prune --expected ${judged.rules.mirrorOf === undefined ? `--plan ${lane.plan}` : `--repository ${lane.repository}`}`
        : first.code === halfRestored
          ? halfRestoredRemedy(first.id)
          : `Look at the folder. Bring the last good state back with: ${restoreCommand(lane)}. If it was your own doing: vaultkeeper status --expected ${first.id.slice(0, 6)}`,
    since: first.time,
  }
}

/** A person paused it. What is wrong beneath is told, for it goes on being wrong. */
export function paused(judged: Judged): Standing | null {
  const { lane, facts } = judged
  const pause = facts.pauses.find(({ plan }) => plan === lane.plan) ?? facts.pauses.find(({ plan }) => plan === '')
  if (pause === undefined) return null
  const until = pause.until === null ? 'until somebody resumes' : `until ${told(pause.until, judged)}`
  const behind = failed(judged) ?? stale(judged)
  const also = behind === null ? '' : ` ${behind.state === 'stale' ? 'Meanwhile it is stale' : 'Before that it failed'}: ${behind.why}`
  return {
    state: 'paused',
    code: behind?.code ?? 'paused',
    why: `Paused ${until} (by ${pause.by}, on ${told(pause.since, judged)}).${also}`,
    remedy: `Go on with: vaultkeeper resume${pause.plan === '' ? '' : ` ${pause.plan}`}`,
    since: pause.since,
  }
}

/** It has gone wrong since it last succeeded. */
export function failed(judged: Judged): Standing | null {
  const { lane, lastGood, staleSince, rules } = judged
  const { failure } = lane
  if (failure === null) return null
  const times = failure.times > 1 ? ` It has failed ${failure.times} times since ${told(failure.since, judged)}.` : ''
  const old = staleSince === null || lastGood === null || rules.staleAfter === null ? '' : ', longer ago than the plan allows'
  return {
    state: 'failed',
    code: failure.problem.code,
    why: `${asSentence(failure.problem.sentence)}${times} ${lastGoodInWords(judged)}${old}.`,
    remedy: untilRun(failure.problem.remedy, workOf(judged).command),
    since: failure.since,
  }
}

/** What is mended with another command stands here all the same until the plan has run. Most remedies say so; what is proven later needs no run. */
function untilRun(remedy: string, command: string): string {
  const leadsElsewhere = /\bvaultkeeper (?!doctor|history)[a-z]/.test(remedy) && !/\b[Aa]gain\b|\bbackup\b|^Prove /.test(remedy)
  return leadsElsewhere ? `${asSentence(remedy)} Then: ${command}` : remedy
}

/** It has been silent for longer than the plan allows, whatever the cause. */
export function stale(judged: Judged): Standing | null {
  const { lane, rules, facts, now, lastGood, staleSince } = judged
  if (staleSince === null || rules.staleAfter === null) return null
  const allowed = sayDuration(rules.staleAfter)
  const from = lastGood ?? lane.since ?? staleSince
  const silence = sayDuration(now.getTime() - Date.parse(from))
  const of = rules.mirrorOf
  const why =
    of !== undefined
      ? mirrorSilence(of, lastGood === null ? null : told(lastGood, judged), silence, allowed)
      : lastGood === null
        ? `There has been no good backup at all in the ${silence} since this plan was set up; the plan allows ${allowed}.`
        : `There has been no good backup for ${silence}, since ${told(lastGood, judged)}; the plan allows ${allowed}.`
  const cause = lane.waiting === null ? '' : ` The reason: ${lane.waiting.sentence}.`
  const runIt = `Run it now: ${workOf(judged).command}`
  const startIt = 'Nothing runs the schedule: start it with vaultkeeper daemon'
  return {
    state: 'stale',
    code: 'stale',
    why: `${why}${cause}`,
    remedy: lane.waiting?.remedy ?? (facts.scheduled || rules.schedule === null ? runIt : startIt),
    since: staleSince,
  }
}

function mirrorSilence(of: string, since: string | null, silence: string, allowed: string): string {
  return since === null
    ? `It never had everything of "${of}" in the ${silence} since it was set up; it may for ${allowed}.`
    : `It has not been filled from "${of}" for ${silence}, since ${since}; it may for ${allowed}.`
}
