import type { Core, RunHost } from '../../core.ts'
import { processStart } from '../../home/process-identity.ts'
import { fail, ProblemError } from '../../problem-error.ts'
import { closeInterruptedRuns } from '../../runs/recover.ts'
import { type Agent, agentNamed, allAgents } from '../agent-named.ts'
import { backupOfAgent } from '../recover/backup-of-agent.ts'
import type { RecoveredRun } from '../recover/recover-agent.ts'
import { settleRecoveries } from '../recover/settle-recoveries.ts'
import { criticalNeeds, decideOrder, type Order, type Standing } from './decide-order.ts'
import { notBegun, notStarted } from './not-recovered.ts'
import { nothingToRecover } from './nothing-to-recover.ts'
import { cameBack, recoverInTurn } from './recover-in-turn.ts'
import { createBoard } from './recovery-board.ts'
import { dependantsOf } from './recovery-levels.ts'
import { mostAtOnce, withinOf } from './recovery-time.ts'
import { createSlots } from './slots.ts'
import { standingsForOrder } from './standings-for-order.ts'
import { timeOfAgent } from './time-of-agent.ts'
import { wishedAgents } from './wished-agents.ts'

/** Which agents are to be brought back, by name. `incomplete`: also where not all of one would be there. */
export type RecoveryWish = {
  /** None: all that are down. */
  readonly agents: readonly string[]
  readonly trigger: 'manual' | 'heartbeat'
  readonly incomplete: boolean
}

/**
 * Brings agents back in their order: together within a level, each verified before the next level. Those that need a critical one that did not come back stay as they
 * are, and a person is told of it at once. Cancelled, the one in the middle comes to a clean state and the others are not begun.
 * Throws a problem before anything is touched: for unknown names, for nothing to bring back, and for what a person has to agree to.
 * @returns one run for each, by their order
 */
export async function recoverAgents(core: Core, wish: RecoveryWish, host: RunHost): Promise<RecoveredRun[]> {
  const { trigger } = wish
  const names = wishedAgents(core, wish.agents)
  // What was cut off before is as before or recovered then, and the record says which: it may only have to be started.
  await settleRecoveries(core)
  await closeInterruptedRuns(core)
  const standings = await standingsForOrder(core, trigger, host.signal)
  const order = decideOrder(standings, { agents: names, trigger })
  const agents = order.levels.map((level) => level.map(({ agent }) => agentNamed(core, agent)))
  if (agents.length === 0) throw new ProblemError(nothingToRecover(core, standings))
  if (wish.trigger === 'manual' && !wish.incomplete) refuseIncomplete(core, agents.flat(), names)
  const recovery = recoveryId(core)
  await core.record({
    event: 'recovery.begun',
    recovery,
    levels: agents.map((level) => level.map(({ name }) => name)),
    trigger: wish.trigger,
    incomplete: wish.incomplete,
    pid: process.pid,
    processStart: processStart(process.pid) ?? '',
  })
  try {
    return await levelByLevel(core, { ...wish, recovery, agents, standings, blocked: order.blocked }, host)
  } finally {
    await core.record({ event: 'recovery.ended', recovery })
  }
}

type Recovery = Omit<RecoveryWish, 'agents'> & {
  readonly recovery: string
  readonly agents: readonly (readonly Agent[])[]
  readonly standings: readonly Standing[]
  readonly blocked: Order['blocked']
}

async function levelByLevel(
  core: Core,
  { agents, recovery, trigger, incomplete, standings, blocked }: Recovery,
  host: RunHost,
): Promise<RecoveredRun[]> {
  const all = allAgents(core)
  const slots = createSlots(mostAtOnce)
  const board = createBoard(
    agents.map((level) => level.map(({ name }) => ({ agent: name }))),
    host.onProgress,
    core.ports.clock.monotonic,
  )
  const lost = new Set<string>()
  const one = async (agent: Agent): Promise<RecoveredRun> => {
    const { name } = agent
    const request = { agent, recovery, trigger, incomplete }
    const cancelled = () => {
      board.move(name, 'not-started', 'cancelled')
      return notBegun(core, request, host.signal)
    }
    // Whoever cancels does not hear that the one in the middle did not come back, of each that needs it.
    if (host.signal.aborted) return cancelled()
    const needs = [...new Set([...(blocked.get(name) ?? []), ...criticalNeeds(all, name).filter((need) => lost.has(need))])]
    if (needs.length > 0) {
      board.move(name, 'not-started', `it needs ${needs.join(', ')}`)
      return notStarted(core, request, needs)
    }
    const free = await slots.take()
    try {
      if (host.signal.aborted) return await cancelled()
      board.move(name, 'composing')
      const wasAlive = standings.some((standing) => standing.name === name && standing.state === 'alive')
      const about = { dependants: agent.critical ? dependantsOf(all, name) : [], wasAlive }
      const ended = await recoverInTurn(core, request, board.hostOf(name, host.signal), about, (step) => {
        board.passed(name, step)
        // Its heartbeat may take minutes, and needs nothing of what restores share.
        if (step === 'replaced') free()
      })
      if (agent.critical && !isThere(ended)) lost.add(name)
      board.move(name, isThere(ended) ? 'recovered' : ended.verdict === 'failed' ? 'failed' : 'not-started', ended.problem?.sentence)
      return ended
    } finally {
      free()
    }
  }
  const runs: RecoveredRun[] = []
  for (const [index, level] of agents.entries()) {
    board.expect(withinOf(agents.slice(index).map((later) => later.map((agent) => timeOfAgent(core, agent)))))
    // What one throws (a history that cannot be written) leaves nobody alone in the middle.
    const ended = await Promise.allSettled(level.map(one))
    for (const settled of ended) {
      if (settled.status === 'rejected') throw settled.reason
      runs.push(settled.value)
    }
  }
  return runs
}

/** Also where another Vaultkeeper has brought it back. */
function isThere(ended: RecoveredRun): boolean {
  return cameBack(ended) || ended.problem?.code === 'agent-back-already'
}

function refuseIncomplete(core: Core, agents: readonly Agent[], names: readonly string[]): void {
  const found = agents.map((agent) => ({ name: agent.name, found: backupOfAgent(core, agent) }))
  const why = found.flatMap(({ name, found }) =>
    'backup' in found && found.backup.incomplete !== null ? [`"${name}": ${found.backup.incomplete}`] : [],
  )
  if (why.length > 0)
    fail(
      'agent-incomplete',
      `Not all would be there again. ${why.join(' ')}`,
      `To bring back what there is: vaultkeeper recover ${names.length === 0 ? '--all' : names.join(' ')} --incomplete. What only the disk has stays there.`,
    )
}

/** `20261121T071502-9f3c2a`: sorts by time, and two that begin in the same second differ. */
function recoveryId(core: Core): string {
  const time = core.ports.clock
    .now()
    .toISOString()
    .replace(/[-:]|\.\d+Z$/g, '')
  return `${time}-${core.ports.randomBytes(3).toString('hex')}`
}
