import { implement } from '@orpc/server'
import { notifications as contract } from '../../contract/procedures/notifications.ts'
import { sendTest } from '../news/send-test.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  test: os.test.handler(({ context, input, signal }) =>
    sendTest(context.core, context.core.settings.configuration, input.carrier, hostOf(context, signal).signal),
  ),
})
