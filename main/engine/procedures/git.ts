import { implement } from '@orpc/server'
import { git as contract } from '../../contract/procedures/git.ts'
import { fail } from '../problem-error.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

const notYet = () => fail('not-yet', 'This cannot be done yet.', 'It comes with a later version.')

export default os.router({
  list: os.list.handler(() => []),
  get: os.get.handler(notYet),
  push: os.push.handler(notYet),
  bringBack: os.bringBack.handler(notYet),
  accept: os.accept.handler(notYet),
})
