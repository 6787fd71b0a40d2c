import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { MessageChannelMain, MessagePortMain } from 'electron'
import { FakeEmitter } from './emitter.ts'
import { faithful } from './faithful.ts'

/** An end of a channel in the main process: Node's own port, told as Electron tells it. */
export class FakePort extends FakeEmitter implements Pick<MessagePortMain, 'postMessage' | 'start' | 'close'> {
  readonly port: MessagePort
  /** It was handed to a page, and cannot be used here any more. */
  handedOver = false
  private started = false

  constructor(port: MessagePort) {
    super()
    this.port = port
    port.on('close', () => this.emit('close'))
  }
  postMessage(message: unknown, transfer: readonly MessagePortMain[] = []): void {
    if (transfer.length > 0) throw new Error('The fake Electron was not told of ports that are sent by ports.')
    this.port.postMessage(message)
  }
  /** What came earlier has waited for this. */
  start(): void {
    if (this.started) return
    this.started = true
    this.port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }))
  }
  close(): void {
    this.port.close()
  }
}

const ports = new WeakMap<object, FakePort>()

/** Takes an end out of the main process, as `postMessage` to a page does. */
export function handOver(port: MessagePortMain): MessagePort {
  const fake = ports.get(port)
  if (fake === undefined || fake.handedOver) throw new Error('Only a port of this process that was not handed over yet can be handed over.')
  fake.handedOver = true
  return fake.port
}

/** `MessageChannelMain`. */
export function createFakeMessageChannel() {
  const open = new Set<FakePort>()
  const made = (port: MessagePort): MessagePortMain => {
    const fake = new FakePort(port)
    open.add(fake)
    fake.once('close', () => open.delete(fake))
    const real = faithful<MessagePortMain>('MessagePortMain', fake as Partial<MessagePortMain>)
    ports.set(real, fake)
    return real
  }
  class FakeMessageChannelMain implements MessageChannelMain {
    port1: MessagePortMain
    port2: MessagePortMain
    constructor() {
      const { port1, port2 } = new MessageChannel()
      this.port1 = made(port1)
      this.port2 = made(port2)
    }
  }
  return {
    electron: { MessageChannelMain: FakeMessageChannelMain },
    /** How many ends are not closed yet, those of pages too. */
    openPorts: () => open.size,
  }
}
