import { implement } from '@orpc/server'
import { overview as contract } from '../../contract/procedures/overview.ts'
import { calendar, growth } from '../overview/calendar.ts'
import { overview } from '../overview/overview.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  get: os.get.handler(({ context: { core } }) => overview(core)),
  calendar: os.calendar.handler(({ context: { core }, input }) => calendar(core, input)),
  growth: os.growth.handler(({ context: { core }, input }) => growth(core, input)),
})
