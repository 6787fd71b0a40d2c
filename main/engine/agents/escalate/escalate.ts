import type { Escalation } from '../../../contract/procedures/agents.ts'
import type { Core } from '../../core.ts'
import { releaseBallast } from '../../home/ballast.ts'
import { redacted } from '../../runs/record-run.ts'
import { makeBundle } from './make-bundle.ts'
import type { ToEscalate } from './to-escalate.ts'

/**
 * Hands an agent over to a person: puts all that is known into a folder, and records that. That no folder can be written keeps nobody from being told: `bundle` is then
 * empty. Rejects only where not even the record can be written.
 */
export async function escalate(core: Core, about: ToEscalate): Promise<Escalation> {
  const time = core.ports.clock.now()
  const escalation = `${time.toISOString().replace(/[-:]|\.\d+Z$/g, '')}-${core.ports.randomBytes(4).toString('hex')}`
  const problem = redacted(core, about.problem)
  const bundle = await makeBundle(core, { ...about, problem }, escalation, time)
  const event = {
    event: 'agent.escalated' as const,
    escalation,
    agent: about.agent.name,
    run: about.run,
    recovery: about.recovery,
    problem,
    dependants: [...about.dependants],
    bundle,
  }
  try {
    await core.record(event)
  } catch (error) {
    // A full disk: the ballast was kept for such lines.
    if (!releaseBallast(core.home)) throw error
    await core.record(event)
  }
  return { escalation, agent: about.agent.name, time: time.toISOString(), problem, dependants: event.dependants, bundle }
}
