import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { endBehind } from './end-behind.ts'

/** A line to a server that can be made as bad as lines are. It stands on loopback, before a server there; what is set counts for open connections, too. */
export type Proxy = {
  readonly port: number
  /** Milliseconds that everything takes to arrive, each way. */
  readonly setLatency: (milliseconds: number) => void
  /** Bytes per second, for each connection and each way; none for as fast as it goes. */
  readonly setRate: (bytesPerSecond: number | undefined) => void
  /** Resets all connections once so many more bytes have gone up to the server, all connections together; new ones are refused from then on. Resolves then. */
  readonly cutAfter: (bytesUp: number) => Promise<void>
  /** Resets all connections; new ones are refused. */
  readonly cut: () => void
  /** Nothing arrives any more, new connections are taken, and nobody is told. */
  readonly blackHole: () => void
  /** Whoever connects is answered with this instead of by the server: a text that is no TLS, a log-in page. */
  readonly garbage: (answer: string | Buffer) => void
  /** As it was at first. What was lost stays lost. */
  readonly heal: () => Promise<void>
  /** What went through so far. */
  readonly count: () => { readonly connections: number; readonly up: number; readonly down: number }
  readonly end: () => Promise<void>
}

type Way = 'through' | 'cut' | 'black hole' | 'garbage'

/** Starts a proxy before a port of loopback. @param port to come back where another one was */
export async function startProxy(target: number, port = 0): Promise<Proxy> {
  const state = { way: 'through' as Way, latency: 0, rate: undefined as number | undefined, answer: '' as string | Buffer }
  const count = { connections: 0, up: 0, down: 0 }
  let budget: { left: number; spent: () => void } | undefined
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    // Who is cut off hears of it at the other end: a reset is no error here.
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  }
  const cut = () => {
    state.way = 'cut'
    for (const socket of sockets) socket.resetAndDestroy()
  }

  const passOn = async (chunk: Buffer, to: Socket, way: 'up' | 'down') => {
    for (const part of state.rate === undefined ? [chunk] : slices(chunk, state.rate / 10)) {
      // What was on its way into a black hole is lost for good, as is what follows.
      if (state.way !== 'through') return
      if (way === 'up' && budget !== undefined && budget.left < part.length) return budget.spent()
      if (way === 'up' && budget !== undefined) budget.left -= part.length
      count[way] += part.length
      if (!to.write(part)) await Promise.race([once(to, 'drain'), once(to, 'close')])
      if (state.rate !== undefined) await delay((part.length / state.rate) * 1000)
    }
  }
  const carry = async (from: Socket, to: Socket, way: 'up' | 'down') => {
    let sent = Promise.resolve()
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        const due = performance.now() + state.latency
        const wait = () => Math.max(0, due - performance.now())
        sent = sent.then(() => (state.latency === 0 ? undefined : delay(wait()))).then(() => passOn(chunk, to, way))
        // A long line holds much that is under way; a short one holds up who sends.
        if (state.latency === 0) await sent
      }
      await sent
      to.end()
    } catch {
      to.resetAndDestroy()
    }
  }

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    keep(socket)
    count.connections += 1
    if (state.way === 'cut') return void socket.resetAndDestroy()
    if (state.way === 'black hole') return
    if (state.way === 'garbage') {
      socket.resume()
      return void socket.end(state.answer)
    }
    const onward = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    keep(onward)
    onward.on('error', () => socket.resetAndDestroy())
    void carry(socket, onward, 'up')
    void carry(onward, socket, 'down')
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A proxy on loopback has no port.')

  const end = async () => {
    for (const socket of sockets) socket.resetAndDestroy()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  endBehind(end)
  return {
    port: address.port,
    setLatency: (milliseconds) => {
      state.latency = milliseconds
    },
    setRate: (bytesPerSecond) => {
      state.rate = bytesPerSecond
    },
    cutAfter: (bytesUp) =>
      new Promise((resolve) => {
        budget = {
          left: bytesUp,
          spent: () => {
            budget = undefined
            cut()
            resolve()
          },
        }
      }),
    cut,
    blackHole: () => {
      state.way = 'black hole'
    },
    garbage: (answer) => {
      state.way = 'garbage'
      state.answer = answer
      for (const socket of sockets) socket.resetAndDestroy()
    },
    heal: async () => {
      // A connection that was open in a black hole has lost bytes: it must not go on.
      const lost = state.way === 'through' ? [] : [...sockets]
      Object.assign(state, { way: 'through', latency: 0, rate: undefined })
      budget = undefined
      for (const socket of lost) socket.resetAndDestroy()
    },
    count: () => ({ ...count }),
    end,
  }
}

function slices(chunk: Buffer, size: number): Buffer[] {
  const step = Math.max(1, Math.floor(size))
  return Array.from({ length: Math.ceil(chunk.length / step) }, (_, index) => chunk.subarray(index * step, (index + 1) * step))
}
