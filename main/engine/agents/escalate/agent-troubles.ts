import { sayList, sayMoment } from '../../health/say-when.ts'
import type { Trouble } from '../../health/trouble.ts'
import type { AgentSigns } from './agent-signs.ts'

/** One that is brought back by itself is a person's matter when it has stood dead for so long, and that nobody can tell whether one lives is said after so long; ms. */
const patience = 5 * 60_000

/** What is not as it should be with agents. Those that are dead or escalated ask for a person; the others are only good to know. Pure. */
export function agentTroubles(agents: readonly AgentSigns[], zone: string, now: Date): Trouble[] {
  return agents.flatMap((one) => troublesOf(one, zone, now))
}

function troublesOf(signs: AgentSigns, zone: string, now: Date): Trouble[] {
  const { agent, state, since, why, escalation, waitsFor, recover, hasHeartbeat } = signs
  const trouble = (kind: string, problem: Trouble['problem'], attention: boolean): Trouble[] => [
    { about: 'agent', name: `${agent}/${kind}`, problem, since, attention, plan: null, repository: null },
  ]
  const lasts = now.getTime() - Date.parse(since) >= patience
  if (state === 'escalated' && escalation !== null) {
    const { problem, dependants, bundle } = escalation
    const report = bundle === '' ? '' : ` The report is in ${bundle}.`
    const waiting = dependants.length === 0 ? '' : ` Not brought back before it: ${sayList(dependants, 5)}.`
    return trouble('escalated', { ...problem, sentence: `${problem.sentence}${report}${waiting}` }, true)
  }
  if (state === 'dead' && waitsFor !== null)
    return trouble(
      'waits',
      {
        code: 'agent-waits',
        sentence: `${agent} is dead, and is not started: ${waitsFor}, which it depends on, did not come back.`,
        remedy: `Bring ${waitsFor} back first: vaultkeeper recover ${waitsFor}`,
      },
      false,
    )
  if (state === 'dead') {
    const silent = lastSign(signs, zone, now)
    const byItself = recover === 'automatic'
    return trouble(
      'dead',
      {
        code: 'agent-dead',
        sentence: byItself ? `${silent} It should have been brought back by itself.` : `${silent} It is brought back only when you say so.`,
        remedy: `Bring it back: vaultkeeper recover ${agent}`,
      },
      !byItself || lasts,
    )
  }
  if (state === 'unknown' && hasHeartbeat && lasts)
    return trouble(
      'unclear',
      {
        code: 'agent-unclear',
        sentence: `Nobody can tell whether ${agent} is alive: ${why}.`,
        remedy: 'Look at its heartbeat in the configuration.',
      },
      false,
    )
  return []
}

/** `jay has not beaten since Sunday, 22 November at 06:58 (it has not touched its file).` */
function lastSign({ agent, beat, since, why }: AgentSigns, zone: string, now: Date): string {
  const moment = (time: string) => sayMoment(new Date(time), zone, now)
  return beat === null ? `${agent} is dead since ${moment(since)} (${why}).` : `${agent} has not beaten since ${moment(beat)} (${why}).`
}

/** Which agent a trouble of agents is of, and of which kind. Pure. */
export function readAgentTrouble(name: string): { agent: string; kind: string } {
  const [agent = '', kind = ''] = name.split('/')
  return { agent, kind }
}

/** What a trouble of an agent is called. Pure. */
export function agentTitle(name: string, code = ''): string {
  const { agent, kind } = readAgentTrouble(name)
  switch (kind) {
    case 'escalated':
      return code === 'agent-flapping' ? `${agent} dies again and again: it needs you` : `${agent} did not come back: it needs you`
    case 'waits':
      return `${agent} waits for another agent`
    case 'unclear':
      return `Is ${agent} alive?`
    default:
      return `${agent} is dead`
  }
}
