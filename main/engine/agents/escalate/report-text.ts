import type { RecoveryStep } from '../../../contract/agent-events.ts'
import { durationInWords } from '../../../contract/words/duration-in-words.ts'
import { sayBytes, sayDuration, sayList } from '../../health/say-when.ts'
import type { BundleFacts } from './bundle-facts.ts'
import type { HeartbeatSeen } from './to-escalate.ts'

/** A file that lies beside the report. */
export type FileBeside = { readonly name: string; readonly what: string }

const rule = '-'.repeat(64)
/** So many lines of the log stand in the report; more are beside it. */
const mostOfLog = 40
const mostBeats = 40

/**
 * The one text of an escalation: what happened, what was tried, why it failed, what to do. A person may send it to somebody as it is. Pure; not cleaned yet but for the logs.
 * @param beside the other files of the bundle; @param not sentences on what is missing
 */
export function reportText(facts: BundleFacts, beside: readonly FileBeside[], not: readonly string[]): string {
  const at = sayTime(facts.zone)
  const { agent, time, problem, machine, dependants } = facts
  const waiting =
    dependants.length === 0
      ? []
      : [
          `Until it is back, these are not brought back where they are dead, for they depend on it: ${sayList(dependants, dependants.length)}.`,
        ]
  const parts: readonly (readonly [string, readonly string[]])[] = [
    [
      `${agent.name} needs you`,
      [
        `Agent:    ${agent.name}${agent.critical ? ' (critical)' : ''}, in ${agent.path}${facts.folder === 'there' ? '' : `, which is ${facts.folder}`}`,
        `Time:     ${at(time)} (${facts.zone})`,
        `Version:  Vaultkeeper ${machine.vaultkeeper}${machine.host === '' ? '' : ` on ${machine.host}`}`,
        `Escalation ${facts.escalation}${facts.run === null ? '' : `, attempt ${facts.run}`}`,
      ],
    ],
    ['What happened', [...stoodLines(facts, at), ...waiting]],
    ['What was tried', triedLines(facts, at)],
    ['Why it failed', [problem.sentence, ...detailLines(facts), ...endLines(facts, at)]],
    ['What to do', [problem.remedy, ...remedyLines(facts)]],
    [`Its heartbeat (${beatOf(facts)})`, beatLines(facts, at)],
    ...logParts(facts, at),
    ['The machine', machineLines(facts)],
    ...(not.length === 0 ? [] : [['What is missing here', not] as const]),
    [
      'Beside this text',
      [
        ...beside.map(({ name, what }) => `${name.padEnd(24)} ${what}`),
        'Secrets were taken out as far as they can be recognised. Look through it all the same before you give it to anybody.',
      ],
    ],
  ]
  return `${parts.map(([title, lines]) => `${title}\n${rule}\n${lines.join('\n')}`).join('\n\n')}\n`
}

/** Since when it does not beat, and what became of that. */
function stoodLines({ lines, attempt, agent, problem }: BundleFacts, at: (time: string) => string): string[] {
  const dead = lines.findLast(({ line }) => line['event'] === 'agent.state' && line['state'] === 'dead')?.line
  const silent = dead === undefined ? [] : [`${agent.name} was dead from ${at(String(dead['since']))} on: ${String(dead['why'])}.`]
  const failed = attempt !== null && attempt.problem !== null
  return [...silent, failed ? `Bringing it back did not succeed: ${problem.sentence}` : problem.sentence]
}

const stepWords: Readonly<Record<RecoveryStep, string>> = {
  composed: 'Its backup was put together and checked',
  stopping: 'It ran, and was to be ended',
  stopped: 'Nothing of it ran any more',
  saved: 'What was in its folder was saved',
  restored: 'The backup lay beside its folder',
  replacing: 'Putting the backup into its folder began',
  replaced: 'The backup was in its folder',
  started: 'It was started',
  verified: 'It beat again',
}

function triedLines({ attempt, earlier, steps, run }: BundleFacts, at: (time: string) => string): string[] {
  const before = earlier
    .toReversed()
    .map(
      ({ started, verdict, problem }) =>
        `${at(started)}  An earlier attempt: ${verdict === 'done' ? 'it came back' : (verdict ?? 'cut off')}${problem === null ? '' : ` (${problem.code})`}.`,
    )
  if (run === null) return [...before, 'It was not tried to bring it back this time.']
  const began =
    attempt === null ? [] : [`${at(attempt.started)}  Bringing it back began${attempt.trigger === 'heartbeat' ? ' by itself' : ''}.`]
  const done = steps.map(({ time, step, repository, snapshots, safety }) => {
    const from =
      snapshots === null || snapshots.length === 0
        ? ''
        : ` (${snapshots.map((id) => id.slice(0, 8)).join(' + ')}${repository === null ? '' : ` of "${repository}"`})`
    const kept = safety === null ? '' : ` (snapshot ${safety.slice(0, 8)})`
    return `${at(time)}  ${stepWords[step]}${step === 'composed' ? from : step === 'saved' ? kept : ''}.`
  })
  const ended =
    attempt?.ended == null
      ? []
      : [`${at(attempt.ended)}  It ended: ${attempt.verdict}${attempt.problem === null ? '' : ` (${attempt.problem.code})`}.`]
  return [...before, ...began, ...done, ...ended]
}

/** Not what stands below as the end of its log. */
function detailLines({ problem: { detail = '' }, logs }: BundleFacts): string[] {
  const said = detail.trim()
  return said === '' || logs.some(({ text }) => text.includes(said)) ? [] : [said]
}

/** How its process ended, as far as that was seen. */
function endLines({ process }: BundleFacts, at: (time: string) => string): string[] {
  if (process === null) return ['Vaultkeeper has not started it itself so far.']
  const { pid, ended, code, signal, lives, time } = process
  if (lives) return [`Its process ${pid}, started at ${at(time)}, still runs.`]
  if (ended === null) return [`Its process ${pid}, started at ${at(time)}, is gone; nobody saw how it ended.`]
  const how = signal !== null ? `by ${signal}` : code === null ? 'in an unknown way' : `with exit code ${code}`
  return [
    `Its process ${pid}, started at ${at(time)}, ended ${how} at ${at(ended)}, after ${durationInWords(Date.parse(ended) - Date.parse(time))}.`,
  ]
}

function remedyLines({ agent, steps }: BundleFacts): string[] {
  const safety = steps.findLast(({ step }) => step === 'saved')?.safety ?? null
  return [
    `When it is mended:       vaultkeeper recover ${agent.name}`,
    `When it runs as it is:   vaultkeeper agents settle ${agent.name}`,
    `To leave it alone:       vaultkeeper agents hold ${agent.name}`,
    ...(safety === null
      ? []
      : [`What was in its folder before is in the snapshot ${safety.slice(0, 8)}: vaultkeeper restore ${safety.slice(0, 8)} --in-place`]),
  ]
}

function beatOf({ agent: { heartbeat } }: BundleFacts): string {
  if (heartbeat === null) return 'it has none'
  const by = heartbeat.file ?? heartbeat.url ?? heartbeat.command?.join(' ') ?? ''
  return `${by}; late after ${sayDuration(heartbeat.lateAfter)}, dead after ${sayDuration(heartbeat.deadAfter)}`
}

function beatLines({ timeline, lines }: BundleFacts, at: (time: string) => string): string[] {
  const states = lines.flatMap(({ line }): HeartbeatSeen[] =>
    line['event'] === 'agent.state' ? [{ at: String(line['time']), what: `${String(line['state'])}: ${String(line['why'])}` }] : [],
  )
  // Who watches it has recorded what it saw.
  const isRecorded = ({ at: time, what }: HeartbeatSeen) => states.some((one) => one.what === what && at(one.at) === at(time))
  const seen = [...states, ...timeline.filter((one) => !isRecorded(one))].toSorted((one, other) => one.at.localeCompare(other.at))
  const left = seen.length - mostBeats
  const told = seen.slice(-mostBeats).map(({ at: time, what }) => `${at(time)}  ${what}`)
  return seen.length === 0
    ? ['Nothing is recorded of it.']
    : [...(left > 0 ? [`(${left} earlier lines are in heartbeat.txt)`] : []), ...told]
}

function logParts({ logs }: BundleFacts, at: (time: string) => string): (readonly [string, readonly string[]])[] {
  if (logs.length === 0) return [['The end of its log', ['It wrote nothing that was kept, and no log was found in its folder.']]]
  return logs
    .slice(0, 2)
    .map(({ path, text, modified }) => [`The end of ${path} (last written at ${at(modified)})`, text.split('\n').slice(-mostOfLog)])
}

function machineLines({ machine }: BundleFacts): string[] {
  const { restic, node, system, up, load, memory, disks } = machine
  return [
    `${system}; Node ${node}; ${restic === null ? 'restic is not known' : `restic ${restic}`}; up for ${sayDuration(up)}`,
    `Memory: ${sayBytes(memory.free)} free of ${sayBytes(memory.total)}. Load: ${load.map((one) => one.toFixed(2)).join(', ')}.`,
    ...disks.map(({ of, free, total }) =>
      free === null || total === null ? `Disk of ${of}: cannot be asked.` : `Disk of ${of}: ${sayBytes(free)} free of ${sayBytes(total)}.`,
    ),
  ]
}

/** Times by the wall clock of a zone: `2026-11-22 07:15:02`. */
function sayTime(zone: string): (time: string) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  return (time) => (Number.isNaN(Date.parse(time)) ? time : format.format(new Date(time)))
}
