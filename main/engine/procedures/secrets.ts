import { implement } from '@orpc/server'
import { secrets as contract } from '../../contract/procedures/secrets.ts'
import { listSecrets, removeSecret, setSecret } from '../secrets/manage-secrets.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  list: os.list.handler(({ context }) => listSecrets(context.core)),
  set: os.set.handler(async ({ context, input: { name, value, in: place }, signal }) => {
    const note = await setSecret(context.core, name, value, place, hostOf(context, signal))
    return { name, kept: place, note }
  }),
  remove: os.remove.handler(async ({ context, input: { name, sure } }) => {
    await removeSecret(context.core, name, sure)
    return { name }
  }),
})
