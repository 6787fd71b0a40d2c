import type { Escalation } from '../../../contract/procedures/agents.ts'
import type { Core } from '../../core.ts'
import { releaseBallast } from '../../home/ballast.ts'
import { redacted } from '../../runs/record-run.ts'
import { openEscalation } from '../../state/agent-queries.ts'
import { bundlesFolder } from './bundles-folder.ts'
import { keepBundles } from './keep-bundles.ts'
import { makeBundle } from './make-bundle.ts'
import type { ToEscalate } from './to-escalate.ts'

/** How long telling may take before it is left to whoever tells next, in milliseconds. */
const patience = 60_000

/**
 * Hands an agent over to a person: puts all that is known into a folder, and records that. That no folder can be written keeps nobody from being told: `bundle` is then
 * empty. People are told at once, and not only when whatever this belongs to is over. The same failure is escalated once. Rejects only where not even the record can be written.
 */
export async function escalate(core: Core, about: ToEscalate): Promise<Escalation> {
  await core.state.catchUp()
  const before = openEscalation(core.state.database, about.agent.name)
  if (before !== undefined && about.run !== null && before.run === about.run && before.problem.code === about.problem.code) return before
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
  if (bundle !== '') keepBundles(core, bundlesFolder(core.home))
  tellSoon(core)
  return { escalation, agent: about.agent.name, time: time.toISOString(), problem, dependants: event.dependants, bundle }
}

/** Nobody waits for it: what is not told now is told with the next look, or at the end of the command. */
function tellSoon(core: Core): void {
  const { configuration } = core.settings
  if (configuration === null) return
  void import('../../news/tell-news.ts')
    .then(({ tellNews }) => tellNews(core, configuration, core.ports.clock.now(), AbortSignal.timeout(patience)))
    .catch((error: unknown) => core.ports.log(core.redactor.redact(`An escalation could not be told at once: ${String(error)}`)))
}
