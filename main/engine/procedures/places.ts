import { implement } from '@orpc/server'
import { places as contract } from '../../contract/procedures/places.ts'
import { listFolders } from '../places/list-folders.ts'
import { testPlace } from '../places/test-place.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  folders: os.folders.handler(({ context, input }) => listFolders(context.core, input)),
  test: os.test.handler(({ context, input, signal }) => testPlace(context.core, input, signal)),
})
