import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AnyContractRouter } from '@orpc/contract'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { type Context, ORPCError, type Router } from '@orpc/server'
import { RPCHandler } from '@orpc/server/node'
import type { StandardHandlerOptions } from '@orpc/server/standard'
import { experimental_ZodSmartCoercionPlugin as ZodSmartCoercionPlugin } from '@orpc/zod/zod4'
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
  const open = new Set<AbortController>()
  const options = { rootInterceptors: [endsWith<T>(open)], interceptors: [telling<T>(log)], eventIteratorKeepAliveInterval: heartbeat }
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
    end: () => {
      for (const controller of open) controller.abort()
    },
  }
}

/** What no procedure has turned into a problem is answered without a word of its cause, which therefore goes to the log. */
function telling<T extends Context>(log: (text: string) => void): RootInterceptor<T> {
  return async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      // An answer that is not what the contract says is one of ours, too; oRPC has made its own error of it already.
      if (!(error instanceof ORPCError) || error.status >= 500) log(inFull(error))
      throw error
    }
  }
}

function inFull(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { stack = error.message, cause } = error
  return cause instanceof Error ? `${stack}\nCause: ${inFull(cause)}${'issues' in cause ? ` ${JSON.stringify(cause.issues)}` : ''}` : stack
}

type RootInterceptor<T extends Context> = NonNullable<StandardHandlerOptions<T>['rootInterceptors']>[number]

/** oRPC ends a procedure when its client goes. Ours end when this server does, too. */
function endsWith<T extends Context>(open: Set<AbortController>): RootInterceptor<T> {
  return async ({ next, ...options }) => {
    const controller = new AbortController()
    const { signal } = options.request
    if (signal?.aborted) controller.abort()
    signal?.addEventListener('abort', () => controller.abort(), { once: true })
    open.add(controller)
    let streams = false
    try {
      const result = await next({ ...options, request: { ...options.request, signal: controller.signal } })
      if (!result.matched || !isStream(result.response.body)) return result
      streams = true
      return { ...result, response: { ...result.response, body: whileOpen(result.response.body, () => open.delete(controller)) } }
    } finally {
      if (!streams) open.delete(controller)
    }
  }
}

type Stream = AsyncIterator<unknown, unknown, void> & AsyncIterable<unknown, unknown, void>

const isStream = (body: unknown): body is Stream => typeof body === 'object' && body !== null && Symbol.asyncIterator in body

async function* whileOpen(stream: Stream, onEnd: () => void): AsyncGenerator<unknown, unknown, void> {
  try {
    return yield* stream
  } finally {
    onEnd()
  }
}
