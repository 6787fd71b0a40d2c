import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AnyContractRouter } from '@orpc/contract'
import { OpenAPIHandler } from '@orpc/openapi/node'
import type { Context, Router } from '@orpc/server'
import { RPCHandler } from '@orpc/server/node'
import { experimental_ZodSmartCoercionPlugin as ZodSmartCoercionPlugin } from '@orpc/zod/zod4'
import { createHosting } from '../../engine/procedures/hosting.ts'
import { openApiDocument } from './openapi-document.ts'

/** A contract, what answers it, and what that works with. */
export type Procedures<T extends Context> = {
  readonly contract: AnyContractRouter
  // biome-ignore lint/suspicious/noExplicitAny: oRPC's own type of a router whatever its contract.
  readonly router: Router<any, T>
  readonly context: T
}

/** The two ways to a procedure: `/rpc` for the pages, `/api` for scripts. */
export type ProceduresHost = {
  /** Answers; `body` is the request's JSON. @returns whether there is such a procedure */
  readonly answer: (request: IncomingMessage, response: ServerResponse, body: unknown) => Promise<boolean>
  /** The OpenAPI document as JSON. */
  readonly document: () => Promise<string>
  /** Asks what goes on to end: streams do so at once. */
  readonly end: () => void
}

/** How often a stream that has nothing to tell says that it is there, in ms. */
const heartbeat = 15_000

/** Makes procedures answer over HTTP. */
export function hostProcedures<T extends Context>(
  { contract, router, context }: Procedures<T>,
  log: (text: string) => void,
): ProceduresHost {
  const hosting = createHosting<T>(log)
  const options = { ...hosting.options, eventIteratorKeepAliveInterval: heartbeat }
  const rpc = new RPCHandler<T>(router, options)
  // What stands in an address is text: the plugin makes the numbers of it that the contract asks for.
  const api = new OpenAPIHandler<T>(router, { ...options, plugins: [new ZodSmartCoercionPlugin()] })
  let document: Promise<string> | undefined
  return {
    answer: async (request, response, body) => {
      // Read already, within our limits: oRPC takes it as it is.
      const read = body === undefined ? request : Object.assign(request, { body })
      const isRpc = request.url?.startsWith('/rpc/') === true
      const rest = { context, prefix: isRpc ? '/rpc' : '/api' } as const
      const { matched } = await (isRpc ? rpc.handle(read, response, rest) : api.handle(read, response, rest))
      return matched
    },
    document: () => {
      document ??= openApiDocument(contract)
      return document
    },
    end: hosting.end,
  }
}
