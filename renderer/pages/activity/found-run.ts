import type { InferContractRouterOutputs } from '@orpc/contract'
import type { history } from '../../../main/contract/procedures/history.ts'

/** A run with the snapshot that it made and what it restored, as the contract tells it. */
export type FoundRun = InferContractRouterOutputs<typeof history>['run']
