import { implement } from '@orpc/server'
import { configuration as contract } from '../../contract/procedures/configuration.ts'
import { describeConfiguration } from '../config/describe-configuration.ts'
import { validateConfiguration } from '../config/validate-configuration.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  get: os.get.handler(({ context }) => describeConfiguration(context.core)),
  validate: os.validate.handler(({ context }) => validateConfiguration(context.core)),
})
