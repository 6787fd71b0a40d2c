import type { AgentState } from '../../contract/agent-events.ts'
import type { AgentStanding } from '../../contract/procedures/agents.ts'
import { printable } from '../../contract/words/printable.ts'
import type { Screen } from './screen.ts'
import { table } from './table.ts'
import { moment, whenInWords } from './words.ts'

const signs: Record<AgentState, { readonly sign: string; readonly style: 'good' | 'attention' | 'bad' | 'faint' }> = {
  alive: { sign: '✔ alive', style: 'good' },
  late: { sign: '! late', style: 'attention' },
  dead: { sign: 'x dead', style: 'bad' },
  unknown: { sign: '? unknown', style: 'faint' },
  recovering: { sign: '… coming back', style: 'attention' },
  escalated: { sign: 'x needs you', style: 'bad' },
}

const gone = 'its folder is not there'

type Found = { readonly agents: readonly AgentStanding[]; readonly levels: readonly (readonly string[])[] }

/** One line for each agent, those first that others need. */
export function agentTable({ agents, levels }: Found, screen: Screen, now: Date): string[] {
  const head = ['agent', 'state', 'last heartbeat', 'newest backup'].map((text) => screen.paint('faint', text))
  const level = (name: string) => levels.findIndex((names) => names.includes(name))
  const rows = agents
    .toSorted((one, other) => level(one.agent) - level(other.agent))
    .map(({ agent, state, heartbeat, backup, held }) => [
      printable(agent),
      held === null ? screen.paint(signs[state].style, signs[state].sign) : screen.paint('faint', heldInWords(held, state)),
      heartbeat.by === 'nothing' ? 'has none' : heartbeat.last === null ? 'never' : whenInWords(new Date(heartbeat.last), now),
      backup === null ? screen.paint('bad', 'none') : whenInWords(new Date(backup.newest), now),
    ])
  return table([head, ...rows])
}

/** A sentence with its remedy for everything that is not as it should be. */
export function agentLines(agents: readonly AgentStanding[], screen: Screen): string[] {
  return agents.flatMap((standing) => {
    const { agent, held, noBackup, backup } = standing
    const name = printable(agent)
    const line = (style: 'bad' | 'attention', text: string) => `${screen.paint(style, style === 'bad' ? 'x' : '!')} ${name}: ${text}`
    return [
      ...(held === null ? stateLines(standing, waitsFor(agents, agent), line) : []),
      ...(noBackup === null ? [] : [line('attention', printable(noBackup))]),
      ...(backup?.incomplete ? [line('attention', printable(backup.incomplete))] : []),
    ]
  })
}

/** The critical one that did not come back, and without which an agent is not brought back. */
function waitsFor(agents: readonly AgentStanding[], name: string): string | undefined {
  return agents.find(({ agent, state, escalation }) => agent !== name && state === 'escalated' && escalation?.dependants.includes(name))
    ?.agent
}

function stateLines(
  { agent, state, why, there, escalation, heartbeat, backup }: AgentStanding,
  needed: string | undefined,
  line: (style: 'bad' | 'attention', text: string) => string,
): string[] {
  if (escalation !== null && state === 'escalated')
    return [
      line('bad', printable(escalation.problem.sentence)),
      `  ${printable(escalation.problem.remedy)}`,
      ...(escalation.bundle === '' ? [] : [`  All that is known of it: ${printable(escalation.bundle)}`]),
    ]
  // Where there is nothing to bring it back from, that is said instead.
  if (state === 'dead')
    return [
      line('bad', `${printable(why)}${there || why === gone ? '' : `; ${gone}`}`),
      ...(needed === undefined
        ? []
        : [`  It is not brought back before ${printable(needed)}, which it needs: vaultkeeper recover ${printable(needed)}`]),
      ...(needed !== undefined || backup === null ? [] : [`  Bring it back with: vaultkeeper recover ${printable(agent)}`]),
    ]
  const untold = state === 'unknown' && heartbeat.by !== 'nothing'
  return state === 'late' || state === 'recovering' || untold ? [line('attention', printable(why))] : []
}

function heldInWords({ until }: NonNullable<AgentStanding['held']>, state: AgentState): string {
  return `- left alone${until === null ? '' : ` until ${moment(new Date(until))}`} (${signs[state].sign.slice(2)})`
}
