import { implement } from '@orpc/server'
import { comeback as contract } from '../../contract/procedures/comeback.ts'
import { fail } from '../problem-error.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

const notYet = (): never => fail('not-yet', 'A machine cannot be brought back yet.', 'Restore by the emergency kit: vaultkeeper kit')

export default os.router({
  state: os.state.handler(() => ({ home: 'taken' as const, from: null, host: null })),
  place: os.place.handler(notYet),
  look: os.look.handler(notYet),
  begin: os.begin.handler(notYet),
})
