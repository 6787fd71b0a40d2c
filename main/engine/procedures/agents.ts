import { implement } from '@orpc/server'
import { agents as contract } from '../../contract/procedures/agents.ts'
import { allAgents } from '../agents/agent-named.ts'
import { readBundle } from '../agents/escalate/read-bundle.ts'
import { planRecovery } from '../agents/order/plan-recovery.ts'
import { recoverAgents } from '../agents/order/recover-agents.ts'
import { mostNamed, recoveryTitle } from '../agents/order/recovery-title.ts'
import { wishedAgents } from '../agents/order/wished-agents.ts'
import { agentStandings } from '../agents/watch/agent-standing.ts'
import { holdAgent, releaseAgent, settleAgent } from '../agents/watch/hold-agent.ts'
import { beginOnce } from '../jobs/begin-once.ts'
import { endedRun } from '../jobs/ended-run.ts'
import type { JobWork } from '../jobs/jobs.ts'
import { tellNews } from '../news/tell-news.ts'
import { fail } from '../problem-error.ts'
import { thisPerson } from '../schedule/pause.ts'
import { knownEscalation } from '../state/agent-queries.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  list: os.list.handler(({ context, signal }) => agentStandings(context.core, hostOf(context, signal).signal)),
  names: os.names.handler(({ context: { core } }) => allAgents(core).map(({ name }) => name)),
  plan: os.plan.handler(({ context, input, signal }) => planRecovery(context.core, input.agents, hostOf(context, signal))),
  recover: os.recover.handler(async ({ context: { core, jobs }, input }) => {
    const agents = wishedAgents(core, input.agents)
    const about = { kind: 'recover', title: recoveryTitle(agents) } as const
    const work: JobWork = async (host) => {
      const runs = await recoverAgents(core, { agents, trigger: 'manual', incomplete: input.incomplete }, host)
      await tellNews(core, core.settings.configuration, core.ports.clock.now(), host.signal)
      return { runs: runs.map((run) => endedRun.recover(core, run)) }
    }
    // The title of many does not tell which.
    return { job: (agents.length > mostNamed ? jobs.begin(about, work) : beginOnce(jobs, about, work)).id }
  }),
  hold: os.hold.handler(async ({ context: { core }, input: { agent, until } }) => {
    await holdAgent(core, agent, until, thisPerson())
    return { held: true }
  }),
  release: os.release.handler(async ({ context: { core }, input }) => {
    await releaseAgent(core, input.agent, thisPerson())
    return { held: false }
  }),
  settle: os.settle.handler(async ({ context: { core }, input }) => ({ settled: await settleAgent(core, input.agent, thisPerson()) })),
  bundle: os.bundle.handler(async ({ context: { core }, input }) => {
    await core.state.catchUp()
    const escalation =
      knownEscalation(core.state.database, input.escalation) ??
      fail('escalation-unknown', 'That is not known here.', 'What waits for a person is told by: vaultkeeper agents')
    return readBundle(core, escalation)
  }),
})
