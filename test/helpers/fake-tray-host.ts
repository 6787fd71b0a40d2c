import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { userInfo } from 'node:os'

/** What a desktop with a tray has on its session bus: a watcher of tray icons that answers whether somebody shows them. */
export type FakeTrayHost = { readonly close: () => void }

/** Takes the watcher's name on a bus. `shows`: what it answers. `silent`: it never answers. */
export async function startTrayHost(address: string, answer: { shows: boolean } | 'silent'): Promise<FakeTrayHost> {
  const path = /unix:(?:path|abstract)=([^,;]+)/.exec(address)?.[1]
  if (path === undefined) throw new Error(`This is no address of a bus on this machine: ${address}`)
  const socket = createConnection(address.includes('abstract=') ? `\0${path}` : path)
  await once(socket, 'connect')
  const uid = Buffer.from(String(userInfo().uid)).toString('hex')
  socket.write(`\0AUTH EXTERNAL ${uid}\r\n`)
  const [said] = await once(socket, 'data')
  if (!String(said).startsWith('OK')) throw new Error(`The bus does not let us in: ${said}`)
  socket.write('BEGIN\r\n')
  const named = Promise.withResolvers<void>()
  listen(socket, (message) => {
    if (message.type === reply && message.replyTo === 2) named.resolve()
    if (message.type === call && answer !== 'silent') socket.write(answerTo(message, answer.shows))
  })
  const bus = { path: '/org/freedesktop/DBus', name: 'org.freedesktop.DBus' }
  socket.write(message(call, 1, [field(1, 'o', bus.path), field(2, 's', bus.name), field(3, 's', 'Hello'), field(6, 's', bus.name)]))
  const body = Buffer.concat([text('org.kde.StatusNotifierWatcher'), Buffer.alloc(2), number(4)])
  const request = [field(1, 'o', bus.path), field(2, 's', bus.name), field(3, 's', 'RequestName'), field(6, 's', bus.name)]
  socket.write(message(call, 2, [...request, field(8, 'g', 'su')], body))
  await named.promise
  return { close: () => socket.destroy() }
}

const call = 1
const reply = 2

type Heard = { readonly type: number; readonly serial: number; readonly sender: string; readonly replyTo: number | undefined }

function answerTo({ serial, sender }: Heard, shows: boolean): Buffer {
  const value = Buffer.concat([Buffer.from([1]), Buffer.from('b\0'), Buffer.alloc(1), number(shows ? 1 : 0)])
  return message(reply, 100 + serial, [field(5, 'u', serial), field(6, 's', sender), field(8, 'g', 'v')], value)
}

/** Little-endian messages of the D-Bus protocol, as far as they are needed here. */
function message(type: number, serial: number, fields: readonly Buffer[], body: Buffer = Buffer.alloc(0)): Buffer {
  const array = fields.reduce((all, one) => Buffer.concat([padded(all, 8), one]), Buffer.alloc(0))
  const head = Buffer.concat([Buffer.from([0x6c, type, 0, 1]), number(body.length), number(serial), number(array.length), array])
  return Buffer.concat([padded(head, 8), body])
}

function field(code: number, kind: 's' | 'o' | 'g' | 'u', value: string | number): Buffer {
  const head = Buffer.from([code, 1, kind.charCodeAt(0), 0])
  if (typeof value === 'number') return Buffer.concat([head, number(value)])
  return Buffer.concat([head, kind === 'g' ? Buffer.from(`${String.fromCharCode(value.length)}${value}\0`) : text(value)])
}

function text(value: string): Buffer {
  return Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(`${value}\0`)])
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function padded(bytes: Buffer, to: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)])
}

/** Reads messages off the bus, which writes little-endian as we do. */
function listen(socket: Socket, hear: (message: Heard) => void): void {
  let pending = Buffer.alloc(0)
  socket.on('error', () => undefined)
  socket.on('data', (bytes) => {
    pending = Buffer.concat([pending, bytes as Buffer])
    for (;;) {
      if (pending.length < 16) return
      const head = 16 + Math.ceil(pending.readUInt32LE(12) / 8) * 8
      const whole = head + pending.readUInt32LE(4)
      if (pending.length < whole) return
      hear(parsed(pending.subarray(0, head)))
      pending = pending.subarray(whole)
    }
  })
}

function parsed(head: Buffer): Heard {
  const end = 16 + head.readUInt32LE(12)
  let [sender, replyTo]: [string, number | undefined] = ['', undefined]
  let at = 16
  while (at < end) {
    const [code, kind] = [head[at], String.fromCharCode(head[at + 2] ?? 0)]
    at += 4
    const size = kind === 'g' ? (head[at] ?? 0) + 2 : kind === 'u' ? 4 : head.readUInt32LE(at) + 5
    if (code === 5) replyTo = head.readUInt32LE(at)
    if (code === 7) sender = head.toString('utf8', at + 4, at + size - 1)
    at = Math.ceil((at + size) / 8) * 8
  }
  return { type: head[1] ?? 0, serial: head.readUInt32LE(8), sender, replyTo }
}
