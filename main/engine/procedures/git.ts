import { implement } from '@orpc/server'
import { git as contract } from '../../contract/procedures/git.ts'
import { acceptBranch } from '../git/accept-branch.ts'
import { gitVault } from '../git/git-vault.ts'
import { listGit } from '../git/list-git.ts'
import { lookAtGit } from '../git/look-at-git.ts'
import { fail } from '../problem-error.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

const notYet = () => fail('not-yet', 'This cannot be done yet.', 'It comes with a later version.')

export default os.router({
  list: os.list.handler(({ context }) => listGit(context.core)),
  get: os.get.handler(
    async ({ context: { core }, input, signal }) => (await lookAtGit(core, gitVault(core, input.vault), signal)).standing,
  ),
  push: os.push.handler(notYet),
  bringBack: os.bringBack.handler(notYet),
  accept: os.accept.handler(async ({ context: { core }, input: { vault, ...which }, signal }) => ({
    accepted: await acceptBranch(core, gitVault(core, vault), which, signal),
  })),
})
