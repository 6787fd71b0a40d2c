import { type Context, ORPCError } from '@orpc/server'
import type { StandardHandlerOptions } from '@orpc/server/standard'

/** What every way to the procedures has in common, be it HTTP or a port of a window. */
export type Hosting<T extends Context> = {
  /** For the handlers of oRPC. */
  readonly options: Required<Pick<StandardHandlerOptions<T>, 'rootInterceptors' | 'interceptors'>>
  /** Asks what goes on to end: streams do so at once. */
  readonly end: () => void
}

/** Streams end with their host, and what nobody expected is written to the log. */
export function createHosting<T extends Context>(log: (text: string) => void): Hosting<T> {
  const open = new Set<AbortController>()
  return {
    options: { rootInterceptors: [endsWith<T>(open)], interceptors: [telling<T>(log)] },
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

/** oRPC ends a procedure when its client goes. Ours end when their host does, too. */
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
