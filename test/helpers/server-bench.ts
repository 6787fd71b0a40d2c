import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { eventIterator, oc } from '@orpc/contract'
import { implement } from '@orpc/server'
import { afterAll } from 'vitest'
import { z } from 'zod'
import { readPages } from '../../main/engine/pages/read-pages.ts'
import { type RunningServer, serveProcedures } from '../../main/headless/server/serve-procedures.ts'
import { type RawAnswer, rawRequest, sendRaw } from './raw-http.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A small contract with one of each: something to look at, to change, that fails by surprise, that streams. */
const contract = {
  things: {
    look: oc
      .route({ method: 'GET', path: '/things/{name}' })
      .input(z.object({ name: z.string(), most: z.number().optional() }))
      .output(z.object({ name: z.string(), most: z.number().nullable() })),
    change: oc
      .route({ method: 'POST', path: '/things/{name}' })
      .input(z.object({ name: z.string() }))
      .output(z.number()),
    any: oc.route({ method: 'POST', path: '/any' }).input(z.unknown()).output(z.unknown()),
    fail: oc.route({ method: 'GET', path: '/fail' }),
    stream: oc.route({ method: 'GET', path: '/stream' }).output(eventIterator(z.number())),
  },
}

/** What a page of the bench answers with. */
export const benchScript = 'globalThis.ran = true\n'
/** The path of the bench's one script. */
export const scriptPath = '/assets/index-AbCd1234.js'

/** A server on a contract of its own, to be asked over the wire. */
export type ServerBench = {
  readonly server: RunningServer
  readonly token: string
  readonly key: string
  readonly logged: string[]
  /** Names of what was changed. */
  readonly changed: string[]
  /** How many streams are open, and how many have been. */
  readonly streams: { open: number; begun: number; readonly tell: () => void }
  /** Moves the clock, both the wall's and the one that only grows. */
  readonly pass: (milliseconds: number) => void
  readonly now: () => Date
  /** Asks with our host and the token, unless `headers` says otherwise: `undefined` takes one away. */
  readonly ask: (method: string, target: string, headers?: Record<string, string | undefined>, body?: string) => Promise<RawAnswer>
  /** A cookie as a browser has it that opened a one-time address. */
  readonly signIn: () => Promise<string>
}

const servers: RunningServer[] = []
afterAll(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

/** Opens one; it is closed with the test file. `secrets` and `port` of an earlier one make it the same server after a restart. */
export async function openServerBench(again: { token?: string; key?: string; port?: number } = {}): Promise<ServerBench> {
  const token = again.token ?? randomBytes(32).toString('base64url')
  const key = again.key ?? randomBytes(32).toString('base64url')
  const logged: string[] = []
  const changed: string[] = []
  let told = Promise.withResolvers<void>()
  const streams = {
    open: 0,
    begun: 0,
    tell: () => {
      told.resolve()
      told = Promise.withResolvers()
    },
  }
  let ahead = 0
  const clock = { now: () => new Date(Date.now() + ahead), monotonic: () => performance.now() + ahead }
  const os = implement(contract)
  const router = os.router({
    things: {
      look: os.things.look.handler(({ input: { name, most } }) => ({ name, most: most ?? null })),
      change: os.things.change.handler(({ input: { name } }) => changed.push(name)),
      any: os.things.any.handler(({ input }) => input ?? null),
      fail: os.things.fail.handler(() => {
        throw new Error('a surprise in /a/folder/of/ours.ts')
      }),
      stream: os.things.stream.handler(async function* ({ signal }) {
        streams.open += 1
        streams.begun += 1
        const ended = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))
        try {
          for (let count = 0; !signal?.aborted; count += 1) {
            const next = told.promise
            yield count
            await Promise.race([next, ended])
          }
        } finally {
          streams.open -= 1
        }
      }),
    },
  })
  const log = (text: string) => logged.push(text)
  const server = await serveProcedures({ contract, router, context: {} }, readPages(makePages()), { token, key }, again.port ?? 0, {
    clock,
    randomBytes,
    log,
  })
  if (server === undefined) throw new Error('The port is taken.')
  servers.push(server)
  const host = `127.0.0.1:${server.port}`
  const ask: ServerBench['ask'] = (method, target, headers = {}, body) => {
    const usual: Record<string, string | undefined> = { host, authorization: `Bearer ${token}` }
    const length = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
    const all = Object.entries({ ...usual, ...length, ...headers }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    )
    return sendRaw(server.port, rawRequest(method, target, all, body))
  }
  return {
    server,
    token,
    key,
    logged,
    changed,
    streams,
    pass: (milliseconds) => {
      ahead += milliseconds
    },
    now: clock.now,
    ask,
    signIn: async () => {
      const { pathname, search } = new URL(server.address())
      const answer = await ask('GET', `${pathname}${search}`, { authorization: undefined })
      return answer.headers['set-cookie']?.split(';')[0] ?? ''
    },
  }
}

function makePages(): string {
  const around = temporaryFolder('pages')
  const folder = path.join(around, 'pages')
  mkdirSync(path.join(folder, 'assets'), { recursive: true })
  const html = `<!doctype html><title>Pages</title><meta name="csp-nonce" content="__NONCE__"><script nonce="__NONCE__" src=".${scriptPath}"></script>`
  writeFileSync(path.join(folder, 'index.html'), html)
  writeFileSync(path.join(folder, scriptPath), benchScript)
  writeFileSync(path.join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  writeFileSync(path.join(folder, 'assets', 'index-AbCd1234.js.map'), '{"sources":["/a/folder/of/ours"]}')
  // Beside the pages and not of them: whoever gets out of their folder finds it.
  writeFileSync(path.join(around, 'secret.txt'), 'secret')
  return folder
}
