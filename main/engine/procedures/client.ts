import { createRouterClient } from '@orpc/server'
import type { Context } from './context.ts'
import { router } from './router.ts'

/** Calls the procedures of this process. */
export type Client = ReturnType<typeof createClient>

/** The contract's procedures as functions, called in this process: what the command line uses. */
export function createClient(context: Context) {
  return createRouterClient(router, { context })
}
