import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createPlain, type IncomingMessage, request as requestPlain, type ServerResponse } from 'node:http'
import { createServer as createSecure, request as requestSecure } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import { endBehind } from './end-behind.ts'
import type { Certificate, TestCa } from './test-ca.ts'

/** What a rule looks at: the method, and the address without host. */
type Asked = { readonly method: string; readonly url: string }

/** What happens to a request that a rule fits: it is answered here, and the server does not hear of it. */
export type HttpFault = {
  readonly method?: string
  readonly url?: RegExp
  /** So many requests and no more; all by default. */
  readonly times?: number
  /** Milliseconds before anything happens. Without a status the request goes on to the server behind them. */
  readonly latency?: number
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The server does what it is asked, and its answer ends after so many bytes. */
  readonly cutBody?: number
}

/** An HTTP server between restic and a server, that answers some requests wrongly. */
export type HttpFaults = {
  readonly port: number
  /** Ends with a slash. */
  readonly url: string
  /** Replaces the rules; the first that fits counts. None: everything goes through. */
  readonly setRules: (rules: readonly HttpFault[]) => void
  /** All that was asked, in order, and the status that it was answered with. */
  readonly asked: readonly (Asked & { readonly status: number })[]
  readonly end: () => Promise<void>
}

/**
 * Starts one before an HTTP server on loopback.
 * @param target its address, such as `https://127.0.0.1:40123`
 * @param tls for a server over TLS: the authority that has made its certificate, and the certificate that is shown instead of it
 */
export async function startHttpFaults(
  target: string,
  rules: readonly HttpFault[] = [],
  tls?: { readonly ca: TestCa; readonly certificate: Certificate },
): Promise<HttpFaults> {
  let inForce = rules.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }))
  const asked: (Asked & { status: number })[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url = '/' } = request
    response.on('finish', () => asked.push({ method, url, status: response.statusCode }))
    const found = inForce.find(
      ({ rule, left }) => left > 0 && (rule.method ?? method) === method && (rule.url === undefined || rule.url.test(url)),
    )
    if (found !== undefined) found.left -= 1
    const { latency, status, headers = {}, body = '', cutBody }: HttpFault = found?.rule ?? {}
    if (latency !== undefined) await delay(latency)
    if (status === undefined) return passOn(request, response, target, tls?.ca, cutBody)
    // Read to its end: else the sender hears of a broken pipe instead of the answer.
    request.resume()
    await once(request, 'end')
    response.writeHead(status, headers).end(body)
  }
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    // Who asked has gone, or was cut off: there is nobody to tell.
    answer(request, response).catch(() => response.destroy())
  }
  const server =
    tls === undefined
      ? createPlain(listener)
      : createSecure({ cert: readFileSync(tls.certificate.certificate), key: readFileSync(tls.certificate.key) }, listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A server on loopback has no port.')
  const end = async () => {
    if (!server.listening) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  endBehind(end)
  return {
    port: address.port,
    url: `http${tls === undefined ? '' : 's'}://127.0.0.1:${address.port}/`,
    setRules: (next) => {
      inForce = next.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }))
    },
    asked,
    end,
  }
}

/** With all headers as they came: a signature covers some of them, the host's name among these. */
function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  ca: TestCa | undefined,
  cutBody?: number,
): Promise<void> {
  const { method, url, headers } = request
  const options = { method, headers, ...(ca === undefined ? {} : { ca: readFileSync(ca.certificate) }) }
  return new Promise((resolve, reject) => {
    const onward = (ca === undefined ? requestPlain : requestSecure)(new URL(url ?? '/', target), options, (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers)
      let left = cutBody ?? Number.POSITIVE_INFINITY
      answered.on('data', (chunk: Buffer) => {
        response.write(chunk.subarray(0, left))
        left -= chunk.length
        if (left < 0) response.destroy()
      })
      answered.on('end', () => {
        response.end()
        resolve()
      })
      answered.on('error', reject)
    })
    onward.on('error', reject)
    request.on('error', reject)
    request.pipe(onward)
  })
}
