import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request as it arrived. */
type Arrived = { readonly path: string; readonly method: string; readonly headers: IncomingHttpHeaders; readonly body: string }

/** A web server that keeps what it gets. */
export type HttpSink = {
  readonly url: string
  readonly host: string
  readonly port: number
  readonly got: Arrived[]
  /** How it answers from now on: a status, `hang` (never), or a function of its own. */
  answer: number | 'hang' | ((request: Arrived, response: ServerResponse) => void)
  readonly close: () => Promise<void>
}

/** Opens a sink on loopback; on a port of one that was closed where that is named. It goes with the test. */
export async function httpSink(port = 0): Promise<HttpSink> {
  const got: Arrived[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part
    })
    request.on('end', () => {
      const arrived = { path: request.url ?? '', method: request.method ?? '', headers: request.headers, body }
      got.push(arrived)
      if (typeof sink.answer === 'function') sink.answer(arrived, response)
      else if (sink.answer !== 'hang') response.writeHead(sink.answer).end('thanks')
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  const host = `127.0.0.1:${address.port}`
  const sink: HttpSink = { url: `http://${host}/hook`, host, port: address.port, got, answer: 200, close }
  onTestFinished(close)
  return sink
}
