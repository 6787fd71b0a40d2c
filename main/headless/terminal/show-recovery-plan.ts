import type { AgentPlan, RecoveryPlan } from '../../contract/procedures/agents.ts'
import { printable } from '../../contract/words/printable.ts'
import type { Screen } from './screen.ts'
import { bytesInWords, count, counted, durationInWords, moment } from './words.ts'

/** What a recovery would do, level by level: of which snapshots each agent is put together, what it changes, and what it leaves as it is. */
export function planLines({ levels, within, incomplete, problem }: RecoveryPlan, screen: Screen): string[] {
  if (problem !== null) return [printable(problem.sentence), `  ${printable(problem.remedy)}`]
  const lines = levels.flatMap((level, index) => [
    ...(levels.length > 1
      ? [screen.paint('faint', index === 0 ? 'first' : `then, when ${levels[index - 1]?.length === 1 ? 'it beats' : 'these beat'}`)]
      : []),
    ...level.flatMap((agent) => agentLines(agent, screen)),
  ])
  const rest = incomplete.length === 0 ? [] : ['To bring back what is not whole too, add --incomplete.']
  const isAny = levels.flat().some((agent) => agent.problem === null)
  return [...lines, ...(isAny ? [`Each is back, or you are told, within ${durationInWords(within)}.`] : []), ...rest]
}

function agentLines(plan: AgentPlan, screen: Screen): string[] {
  const { agent, because, path, backup, running, start, problem } = plan
  const head = `${screen.paint('strong', printable(agent))}${because === 'needed' ? ' (dead, and needed)' : ''}  ${printable(path)}`
  if (problem !== null) return [head, `  ${screen.paint('bad', 'x')} ${printable(problem.sentence)}`, `    ${printable(problem.remedy)}`]
  if (backup === null) return [head]
  return [
    head,
    ...backup.layers.map(({ snapshot, label, time, how, patterns, repository }) => {
      const what = how === 'whole' ? 'all of it' : patterns.map(printable).join(', ')
      return `  from ${printable(label ?? snapshot.slice(0, 8))} of ${moment(new Date(time))} in "${printable(repository)}": ${what}`
    }),
    ...(backup.incomplete === null ? [] : [`  ${screen.paint('attention', '!')} ${printable(backup.incomplete)}`]),
    ...(backup.passedOver === null ? [] : [`  ${screen.paint('attention', '!')} ${printable(backup.passedOver)}`]),
    `  ${filesLine(plan)}`,
    ...(running.length === 0 ? [] : [`  ${counted(running.length, 'process', 'processes')} of it would be stopped: ${running.join(', ')}`]),
    `  then started with: ${start.map(printable).join(' ')}`,
  ]
}

function filesLine({ added, replaced, same, stay, preserved, bytes, examples }: AgentPlan): string {
  const some = (names: readonly string[], all: number) =>
    names.length === 0 ? '' : ` (${names.slice(0, 3).map(printable).join(', ')}${all > Math.min(3, names.length) ? ', ...' : ''})`
  return [
    `${counted(replaced, 'file')} replaced${some(examples.replaced, replaced)}`,
    `${count(added)} added`,
    `${count(same)} the same`,
    ...(preserved > 0 ? [`${count(preserved)} preserved${some(examples.preserved, preserved)}`] : []),
    ...(stay > 0 ? [`${count(stay)} that only the disk has stay`] : []),
    bytesInWords(bytes),
  ].join(', ')
}
