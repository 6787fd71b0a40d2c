import { once } from 'node:events'
import { createORPCClient } from '@orpc/client'
import { type ContractRouterClient, eventIterator, oc } from '@orpc/contract'
import { implement } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { connectWindow } from '../../main/electron/carrier/connect-window.ts'
import { hostPorts, type PortsHost } from '../../main/electron/carrier/host-ports.ts'
import { pagesDocument } from '../../main/electron/hardening/pages-scheme.ts'
import { portLink } from '../../renderer/host/port-link.ts'
import { isGone } from '../../renderer/problems/problem-of.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import type { FakePage } from '../helpers/fake-electron/fake-page.ts'

const contract = {
  double: oc.input(z.number()).output(z.number()),
  large: oc.input(z.number()).output(z.string()),
  picture: oc.output(z.file()),
  refuse: oc.errors({ PROBLEM: { data: z.object({ sentence: z.string() }) } }),
  break: oc.output(z.number()),
  wait: oc.output(z.number()),
  count: oc.output(eventIterator(z.number())),
}

type Client = ContractRouterClient<typeof contract>

const state = { streams: 0, waiting: 0 }
let logged: string[]
let host: PortsHost
let fake: ReturnType<typeof createFakeElectron>
let contents: ReturnType<typeof fake.browserWindow.contentsOf>['contents']
let page: FakePage

/** Ends with the call that it is part of. */
const ended = (signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => (signal?.aborted ? resolve() : signal?.addEventListener('abort', () => resolve(), { once: true })))

function router() {
  const os = implement(contract)
  return os.router({
    double: os.double.handler(({ input }) => input * 2),
    large: os.large.handler(({ input }) => 'x'.repeat(input)),
    picture: os.picture.handler(() => new File([new Uint8Array([0xff, 0xd8, 0xff, 0x00])], 'a.jpg', { type: 'image/jpeg' })),
    refuse: os.refuse.handler(({ errors }) => {
      throw errors.PROBLEM({ data: { sentence: 'No.' } })
    }),
    break: os.break.handler(() => {
      throw new Error('a surprise in /a/folder/of/ours.ts')
    }),
    wait: os.wait.handler(async ({ signal }) => {
      state.waiting++
      await ended(signal)
      state.waiting--
      return 1
    }),
    count: os.count.handler(async function* ({ signal }) {
      state.streams++
      try {
        yield 1
        yield 2
        await ended(signal)
      } finally {
        state.streams--
      }
    }),
  })
}

/** Waits until something holds that follows by itself, without a clock. */
async function until(holds: () => boolean): Promise<void> {
  for (let turns = 0; !holds(); turns++) {
    if (turns > 5_000) throw new Error('It does not come to hold.')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const client = (): Client => createORPCClient(portLink(() => page.receivePort() as never))
/** What a call that lost its connection was rejected with. */
const rejection = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: unknown) => error,
  )

beforeEach(async () => {
  logged = []
  fake = createFakeElectron()
  host = hostPorts(router(), {}, (text) => logged.push(text))
  const session = fake.electron.session.fromPartition('persist:test', { cache: false })
  fake.session.seen(session).protocol.handle('vaultkeeper-pages', () => new Response('page'))
  const made = fake.browserWindow.contentsOf(session)
  contents = made.contents
  connectWindow({ electron: fake.electron, contents: made.real, connect: host.connect, log: (text) => logged.push(text) })
  await contents.loadURL(pagesDocument)
  if (contents.page === undefined) throw new Error('No page was loaded.')
  page = contents.page
})

afterEach(async () => {
  contents.destroy()
  await until(() => fake.messageChannel.openPorts() === 0)
  expect({ ...state, connections: host.open() }).toEqual({ streams: 0, waiting: 0, connections: 0 })
})

describe('a page with a port', () => {
  it('gets answers, refusals and pictures as over HTTP', async () => {
    const api = client()
    expect(await api.double(21)).toBe(42)
    const picture = await api.picture()
    expect(picture.type).toBe('image/jpeg')
    expect([...new Uint8Array(await picture.arrayBuffer())]).toEqual([0xff, 0xd8, 0xff, 0x00])
    expect(await rejection(api.refuse())).toMatchObject({ code: 'PROBLEM', data: { sentence: 'No.' } })
  })

  it('is answered whole, however long the answer is', async () => {
    expect(await client().large(30_000_000)).toHaveLength(30_000_000)
  })

  it('has every argument judged by the contract', async () => {
    const error = await rejection(client().double('many' as never))
    expect(error).toMatchObject({ code: 'BAD_REQUEST', status: 400 })
  })

  it('is not told why something broke by surprise; the log is', async () => {
    const error = await rejection(client().break())
    expect(error).toMatchObject({ status: 500 })
    expect(JSON.stringify(error)).not.toContain('surprise')
    expect(logged.join('\n')).toContain('a surprise in /a/folder/of/ours.ts')
  })

  it('lets go of a stream, and of a call, when it wants no more of them', async () => {
    const api = client()
    const controller = new AbortController()
    const seen: number[] = []
    const reading = rejection(
      (async () => {
        for await (const count of await api.count(undefined, { signal: controller.signal })) seen.push(count)
      })(),
    )
    await until(() => seen.length === 2)
    const waiting = rejection(api.wait(undefined, { signal: controller.signal }))
    await until(() => state.waiting === 1 && state.streams === 1)
    controller.abort()
    await until(() => state.waiting === 0 && state.streams === 0)
    expect(seen).toEqual([1, 2])
    await reading
    await waiting
    expect(await api.double(1)).toBe(2)
  })
})

describe('what a page has going ends with it', () => {
  it.each([
    ['its window is closed', () => contents.destroy()],
    ['it crashes', () => contents.crash('crashed')],
    ['the host ends', () => host.end()],
    ['it is loaded again', () => contents.reload()],
    ['it asks for another port', () => contents.hear()],
  ])('when %s', async (_when, end) => {
    const api = client()
    const waiting = rejection(api.wait())
    const stream = await api.count()
    await stream.next()
    await stream.next()
    const reading = rejection(stream.next())
    await until(() => state.waiting === 1 && state.streams === 1)
    end()
    await until(() => state.waiting === 0 && state.streams === 0)
    // To the page it looks like a connection that was lost.
    expect(isGone(await waiting)).toBe(true)
    expect(isGone(await reading)).toBe(true)
  })

  it('and whoever asks next is answered at a new port', async () => {
    const api = client()
    expect(await api.double(1)).toBe(2)
    host.end()
    const first = await rejection(api.double(2))
    if (first !== 'answered') expect(isGone(first)).toBe(true)
    expect(await api.double(3)).toBe(6)
  })
})

describe('who gets no port', () => {
  const foreign = (url: string, parent: typeof contents.mainFrame | null = null) => {
    const frame = { ...contents.frame, url, origin: new URL(url).origin, parent, isDestroyed: () => false }
    return frame as unknown as typeof contents.mainFrame
  }

  it.each<[string, () => void]>([
    [
      'a frame within the page',
      () => contents.hear(undefined, { ...foreign(pagesDocument, contents.mainFrame), frameTreeNodeId: 999 } as never),
    ],
    [
      'a second main frame, of whatever made one',
      () =>
        contents.hear(undefined, {
          ...foreign(pagesDocument),
          frameTreeNodeId: 999,
          origin: 'vaultkeeper-pages://pages',
          isDestroyed: () => false,
        } as never),
    ],
    [
      'another document in our window',
      () => {
        contents.frame.url = 'https://example.com/'
        contents.hear()
      },
    ],
    [
      'a document that is only like ours',
      () => {
        contents.frame.url = 'vaultkeeper-pages://pages.example.com/'
        contents.hear()
      },
    ],
    [
      'another file of our scheme',
      () => {
        contents.frame.url = 'vaultkeeper-pages://pages/icon.svg'
        contents.hear()
      },
    ],
    ['another window', () => contents.hear(undefined, contents.mainFrame, { id: contents.id + 1 })],
    ['a document that is gone', () => contents.hear(undefined, null)],
    [
      'a frame that was taken out',
      () => {
        contents.frame.detached = true
        contents.hear()
      },
    ],
  ])('%s', (_who, ask) => {
    ask()
    expect(host.open()).toBe(0)
    expect(fake.messageChannel.openPorts()).toBe(0)
    expect(logged.join()).toMatch(/was asked for and not given/)
  })

  it('whoever sends by another channel', () => {
    contents.hear('vaultkeeper:anything')
    expect(host.open()).toBe(0)
  })
})

describe('a page that sends what is no question', () => {
  const deep = `{"i":"1","p":{"u":"/double","b":{"json":${'['.repeat(200_000)}${']'.repeat(200_000)}}}}`
  it.each<[string, unknown]>([
    ['no text', { i: '1' }],
    ['a number', 7],
    ['bytes', new Uint8Array([0xff, 0, 1])],
    ['no JSON', 'hello'],
    ['half of one', '{"i":"1","p":{"u":"/double"'],
    ['nothing in it', '{}'],
    ['null', 'null'],
    ['an address that is none', '{"i":"1","p":{"u":"http://["}}'],
    ['too much', `{"i":"1","p":{"u":"/double","b":"${'x'.repeat(1_100_000)}"}}`],
  ])('is cut off, and nothing else happens: %s', async (_what, message) => {
    const port = await page.receivePort()
    const closed = once(port, 'close')
    port.postMessage(message)
    await closed
    expect(host.open()).toBe(0)
    expect(logged.join()).toMatch(/was cut off/)
    // The next one is answered.
    expect(await client().double(4)).toBe(8)
  })

  it.each<[string, string]>([
    ['no such procedure', '{"i":"1","p":{"u":"/nothing","b":{"json":1}}}'],
    ['a way out of the procedures', '{"i":"1","p":{"u":"/../../constructor","b":{"json":1}}}'],
    ['nested without end', deep],
    ['an input that the contract does not know', '{"i":"1","p":{"u":"/double","b":{"json":{"__proto__":{"a":1}}}}}'],
  ])('is told no: %s', async (_what, message) => {
    const port = await page.receivePort()
    const answered = once(port, 'message')
    port.postMessage(message)
    const [text] = await answered
    expect(JSON.parse(text as string)).toMatchObject({ i: '1', p: { s: expect.any(Number) } })
    expect(JSON.parse(text as string).p.s).toBeGreaterThanOrEqual(400)
    port.close()
    await until(() => host.open() === 0)
  })
})

it('shows pages one function and nothing else', () => {
  expect(Object.keys(page.exposed)).toEqual(['vaultkeeper'])
  expect(Object.keys(page.bridge)).toEqual(['askForPort'])
})
