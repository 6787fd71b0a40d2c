import { implement } from '@orpc/server'
import { editing as contract, type Edit } from '../../contract/procedures/editing.ts'
import { checkEdits } from '../config/check-edits.ts'
import { editConfiguration } from '../config/edit-configuration.ts'
import type { ConfigurationEdit } from '../config/edit-text.ts'
import { putInForce } from '../config/put-in-force.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  check: os.check.handler(({ context: { core }, input }) => checkEdits(core, input.edits.map(toEdit))),
  apply: os.apply.handler(async ({ context: { core }, input }) => {
    const loaded = await editConfiguration(core, input.edits.map(toEdit), input.basedOn)
    await putInForce(core, loaded)
    return { hash: loaded.hash }
  }),
})

function toEdit({ path, value }: Edit): ConfigurationEdit {
  return { path, value }
}
