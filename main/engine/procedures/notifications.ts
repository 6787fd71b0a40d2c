import { implement } from '@orpc/server'
import { notifications as contract } from '../../contract/procedures/notifications.ts'
import { carrierSettings } from '../news/carrier-settings.ts'
import { sendTest } from '../news/send-test.ts'
import { failingCarriers } from '../state/news-queries.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  carriers: os.carriers.handler(({ context: { core } }) => {
    const { configuration } = core.settings
    const failing = new Map(failingCarriers(core.state.database).map((one) => [one.carrier, { since: one.since, why: one.why }]))
    return (configuration === null ? [] : carrierSettings(configuration)).map(({ id, type, name, on }) => ({
      ...{ id, type, name, on: [...on], failing: failing.get(id) ?? null },
      here: type !== 'desktop' || core.ports.desktop !== undefined,
    }))
  }),
  test: os.test.handler(({ context, input, signal }) =>
    sendTest(context.core, context.core.settings.configuration, input.carrier, hostOf(context, signal).signal),
  ),
})
