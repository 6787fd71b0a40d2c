import { connect } from 'node:net'

/** An answer as it came over the wire. */
export type RawAnswer = {
  readonly status: number
  /** By name in lower case; several of one name are joined by a line break. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends bytes to a port of this machine and reads until the other side closes. Nothing is put right on the way, as a client library would. */
export function sendRaw(port: number, bytes: string | Buffer, host = '127.0.0.1', cap = 20_000): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, allowHalfOpen: true })
    const parts: Buffer[] = []
    const timer = setTimeout(() => socket.destroy(new Error(`No answer within ${cap} ms: ${Buffer.concat(parts).toString('latin1')}`)), cap)
    let failure: Error | undefined
    socket.on('data', (part) => parts.push(part))
    // A server that does not want the rest of a body cuts the connection; what it said before counts.
    socket.on('error', (error) => {
      failure = error
    })
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      clearTimeout(timer)
      const all = Buffer.concat(parts)
      if (all.length > 0) resolve(parseAnswer(all))
      else reject(failure ?? new Error('It was closed without an answer.'))
    })
    socket.write(bytes)
  })
}

/** One request as text, closed behind its answer. Headers come as they are, several of one name included. */
export function rawRequest(method: string, target: string, headers: readonly (readonly [string, string])[], body = ''): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `${method} ${target} HTTP/1.1\r\n${lines}connection: close\r\n\r\n${body}`
}

/** Takes an answer apart. Throws for what is none. */
function parseAnswer(bytes: Buffer): RawAnswer {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(first) ?? []
  if (end < 0 || status === undefined) throw new Error(`This is no answer: ${text.slice(0, 200)}`)
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const at = line.indexOf(':')
    const name = line.slice(0, at).toLowerCase()
    const value = line.slice(at + 1).trim()
    headers[name] = headers[name] === undefined ? value : `${headers[name]}\n${value}`
  }
  const rest = bytes.subarray(end + 4)
  const body = headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest
  return { status: Number(status), headers, body: body.toString('utf8') }
}

function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16)
    if (lineEnd < 0 || !(size > 0)) break
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 4 + size
  }
  return Buffer.concat(parts)
}
