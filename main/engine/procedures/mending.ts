import { implement } from '@orpc/server'
import { mending as contract } from '../../contract/procedures/mending.ts'
import { moveRepository } from '../mending/move-repository.ts'
import { searchRepository } from '../mending/search-repository.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  searchRepository: os.searchRepository.handler(({ context, input, signal }) => searchRepository(context.core, input.repository, signal)),
  moveRepository: os.moveRepository.handler(async ({ context, input, signal }) => ({
    location: await moveRepository(context.core, input.repository, input.path, hostOf(context, signal)),
  })),
})
