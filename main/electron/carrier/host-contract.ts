import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Context } from '../../engine/procedures/context.ts'
import { router } from '../../engine/procedures/router.ts'
import { hostPorts, type PortsHost } from './host-ports.ts'

/** The whole contract, for windows. Every argument and every answer is what the contract says, as over HTTP. */
export function hostContract(context: Context): PortsHost {
  const { core } = context
  // Bound to the contract as a whole: its paths are known without loading the groups, and none of it can be missing.
  const whole = implement(contract).$context<Context>().router(router)
  return hostPorts(whole, context, (text) => core.ports.log(core.redactor.redact(text)))
}
