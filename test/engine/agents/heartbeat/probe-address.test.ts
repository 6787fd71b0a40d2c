import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeAddress } from '../../../../main/engine/agents/heartbeat/probe-address.ts'

const sockets = new Set<Socket>()
let server: Server
let base: string
/** Bytes that a body without an end came to, as far as the system took them. */
let poured = 0

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    socket.once('data', (request) => {
      const path = String(request).split(/[ ?]/)[1] ?? ''
      const answer = answers[path]
      if (answer === undefined) socket.destroy()
      else answer(socket)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

const head = (socket: Socket, status: string, ...headers: string[]) => {
  socket.write([`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n'))
}
const leadTo = (place: string) => (socket: Socket) => head(socket, '302 Found', `location: ${place}`, 'content-length: 0')
const drip = (socket: Socket, text: string) => {
  const timer = setInterval(() => socket.write(text), 20)
  socket.on('close', () => clearInterval(timer))
}

/** Answers as few servers should. */
const answers: Readonly<Record<string, (socket: Socket) => void>> = {
  '/well': (socket) => head(socket, '204 No Content'),
  '/busy': (socket) => head(socket, '503 Service Unavailable', 'content-length: 0'),
  '/nothing': () => void server.emit('left waiting'),
  '/headers-without-end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    drip(socket, 'x: y\r\n')
  },
  '/hints-without-end': (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'),
  '/large-headers': (socket) => head(socket, '200 OK', `x: ${'y'.repeat(200_000)}`),
  '/body-without-end': (socket) => {
    head(socket, '200 OK')
    drip(socket, 'still here\n')
  },
  '/gigabyte': (socket) => {
    head(socket, '200 OK', 'content-length: 1073741824')
    pour(socket)
  },
  '/elsewhere': leadTo('/well'),
  '/round': leadTo('/round'),
  '/file': leadTo('file:///etc/hostname'),
  '/nowhere': leadTo('http://['),
  '/other-protocol': (socket) => head(socket, '101 Switching Protocols', 'connection: upgrade', 'upgrade: websocket'),
  '/no-http': (socket) => {
    socket.end('220 mail.example.com ESMTP\r\n')
  },
}

function pour(socket: Socket): void {
  const chunk = Buffer.alloc(65_536)
  while (!socket.destroyed && poured < 2 ** 30) {
    poured += chunk.length
    if (!socket.write(chunk)) {
      socket.once('drain', () => pour(socket))
      return
    }
  }
}

const never = new AbortController().signal
const now = () => '2026-11-22T10:00:00.000Z'
const probe = (path: string, cap = 5_000, signal = never) => probeAddress(`${base}${path}`, { cap, signal, now })

describe('the address that an agent answers at', () => {
  it('beats where it answers 2xx, directly or where it leads to', async () => {
    const beat = { kind: 'beat', at: now(), live: true }
    expect(await probe('/well')).toEqual(beat)
    expect(await probe('/elsewhere')).toEqual(beat)
  })

  it('is silent where the answer is another, and says which', async () => {
    const why = async (path: string) => {
      const { kind, ...rest } = await probe(path)
      expect(kind).toBe('silent')
      return 'why' in rest ? rest.why.replace(base, '') : ''
    }
    expect(await why('/busy?token=very-secret')).toBe('/busy answers 503')
    expect(await why('/round')).toBe('/round leads from one address to the next')
    expect(await why('/file')).toBe('/file leads to an address that is not of the web')
    expect(await why('/nowhere')).toBe('/nowhere leads to what is no address')
    expect(await why('/large-headers')).toBe('/large-headers does not answer as it should (HPE_HEADER_OVERFLOW)')
    expect(await why('/other-protocol')).toBe('/other-protocol answers, but not in http')
    expect(await why('/no-http')).toContain('/no-http does not answer as it should')
    expect(await why('/closed')).toBe('/closed does not answer as it should (ECONNRESET)')
  })

  it.each(['/nothing', '/headers-without-end', '/hints-without-end'])('never waits longer than it may: %s', async (path) => {
    const begun = performance.now()
    expect(await probe(path, 300)).toEqual({ kind: 'silent', why: `${base}${path} does not answer in time` })
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  it('does not read the body: one without an end is as good as any, one of a gigabyte costs nothing', async () => {
    expect((await probe('/body-without-end')).kind).toBe('beat')
    expect((await probe('/gigabyte')).kind).toBe('beat')
    await expect.poll(() => sockets.size).toBe(0)
    expect(poured).toBeLessThan(64 * 2 ** 20)
  })

  it('is silent where nothing listens, and unknown where that is no fault of the agent', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    other.close()
    await once(other, 'close')
    const ask = (url: string) => probeAddress(url, { cap: 5_000, signal: never, now })
    expect(await ask(`http://127.0.0.1:${port}/`)).toEqual({ kind: 'silent', why: `nothing answers at http://127.0.0.1:${port}` })
    expect((await ask('http://nobody.invalid/')).kind).toBe('unknown')
  })

  it('ends at once when the look is cut off', async () => {
    const ending = new AbortController()
    const asked = once(server, 'left waiting')
    const looked = probe('/nothing', 60_000, ending.signal)
    await asked
    ending.abort()
    expect(await looked).toEqual({ kind: 'unknown', why: 'the look was cut off' })
  })
})
