import { implement } from '@orpc/server'
import { kit as contract } from '../../contract/procedures/kit.ts'
import { checkKit } from '../kit/check-kit.ts'
import { kitPassword } from '../kit/kit-password.ts'
import { listKits } from '../kit/list-kits.ts'
import { makeKit } from '../kit/make-kit.ts'
import { recordKitMade } from '../kit/record-kit-made.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  list: os.list.handler(({ context }) => listKits(context.core)),
  get: os.get.handler(({ context, input, signal }) => makeKit(context.core, input.repository, hostOf(context, signal))),
  password: os.password.handler(({ context, input, signal }) =>
    kitPassword(context.core, input.repository, 'page', hostOf(context, signal)),
  ),
  made: os.made.handler(async ({ context, input }) => {
    await recordKitMade(context.core, input.repository, input.key)
    return {}
  }),
  check: os.check.handler(async ({ context, input }) => ({ right: await checkKit(context.core, input.repository, input.last) })),
})
