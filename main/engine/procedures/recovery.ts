import { implement } from '@orpc/server'
import { recovery as contract } from '../../contract/procedures/recovery.ts'
import { recoveryDocumentOf, vaultNamedHere, writeDocuments } from '../recovery/write-document.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  get: os.get.handler(({ context: { core }, input }) => recoveryDocumentOf(core, vaultNamedHere(core, input.vault))),
  write: os.write.handler(async ({ context: { core }, input }) => ({
    documents: await writeDocuments(core, input.vault === undefined ? undefined : vaultNamedHere(core, input.vault)),
  })),
})
