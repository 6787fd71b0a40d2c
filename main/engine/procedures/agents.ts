import { implement } from '@orpc/server'
import { agents as contract } from '../../contract/procedures/agents.ts'
import { allAgents } from '../agents/agent-named.ts'
import { fail } from '../problem-error.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

const notYet = (): never => fail('agents-not-watched', 'Agents are not watched yet.', 'Wait for the next version.')

export default os.router({
  list: os.list.handler(() => ({ agents: [], levels: [], watched: false })),
  names: os.names.handler(({ context }) => allAgents(context.core).map(({ name }) => name)),
  plan: os.plan.handler(notYet),
  recover: os.recover.handler(notYet),
  hold: os.hold.handler(notYet),
  release: os.release.handler(notYet),
  settle: os.settle.handler(notYet),
  bundle: os.bundle.handler(notYet),
})
