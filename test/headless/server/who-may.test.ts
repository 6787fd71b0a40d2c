import { describe, expect, test } from 'vitest'
import { makeOneTimeCode } from '../../../main/headless/server/one-time-codes.ts'
import { rawRequest, sendRaw } from '../../helpers/raw-http.ts'
import { openServerBench, type ServerBench, scriptPath } from '../../helpers/server-bench.ts'

/** One of each kind of address that the server has, and some that it has not. */
const routes: readonly (readonly [string, string])[] = [
  ['GET', '/'],
  ['GET', scriptPath],
  ['GET', '/icon.svg'],
  ['GET', '/nothing'],
  ['GET', '/api/openapi.json'],
  ['GET', '/api/things/a'],
  ['POST', '/api/things/a'],
  ['GET', '/api/nothing'],
  ['GET', '/rpc/things/look'],
  ['POST', '/rpc/things/change'],
  ['GET', '/rpc/things/stream'],
  ['POST', '/rpc/nothing'],
]

const codeOf = (bench: ServerBench, clock = { now: bench.now, monotonic: () => 0 }) =>
  makeOneTimeCode(bench.key, { clock, randomBytes: (length) => Buffer.from(crypto.getRandomValues(new Uint8Array(length))) })

describe('the name that a request asks for', () => {
  test('is one of three, whole: 40 others are refused, with the token, too', async () => {
    const { server, token } = await openServerBench()
    const { port } = server
    const foreign = [
      ...[
        '127.attacker.example',
        'localhost.evil.com',
        '127.0.0.1.nip.io',
        'evil.com',
        'localhost.',
        '127.0.0.1.',
        'LOCALHOST',
        'Localhost',
      ],
      ...[
        '0x7f.1',
        '2130706433',
        '127.1',
        '0177.0.0.1',
        '127.0.0.2',
        '0.0.0.0',
        '0',
        '[::]',
        '[::ffff:7f00:1]',
        '[::ffff:127.0.0.1]',
        '[0:0:0:0:0:0:0:1]',
        '::1',
        '[::1%25lo]',
      ],
      ...['user@127.0.0.1', 'xlocalhost', 'localhostx', '127.0.0.1 ', '127.0.0.1\u00ad', 'ip6-localhost', 'local host'].map((name) => name),
    ].map((name) => `${name}:${port}`)
    const forms = [
      '127.0.0.1',
      'localhost',
      '[::1]',
      `127.0.0.1:${port + 1}`,
      `127.0.0.1:0${port}`,
      `127.0.0.1:${port}, evil.com`,
      `evil.com, 127.0.0.1:${port}`,
    ]
    const more = [`http://127.0.0.1:${port}`, `127.0.0.1:${port}/`, `127.0.0.1:${port}#`, `127.0.0.1:${port}:80`, '']
    const all = [...foreign, ...forms, ...more]
    expect(all.length).toBeGreaterThanOrEqual(40)
    const statuses = await Promise.all(
      all.map(async (host) => {
        const { status } = await sendRaw(
          port,
          rawRequest('GET', '/', [
            ['host', host],
            ['authorization', `Bearer ${token}`],
          ]),
        )
        return `${host}: ${status === 421 || status === 400 ? 'refused' : status}`
      }),
    )
    expect(statuses).toEqual(all.map((host) => `${host}: refused`))
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      const answer = await sendRaw(
        port,
        rawRequest('GET', '/', [
          ['host', host],
          ['authorization', `Bearer ${token}`],
        ]),
      )
      expect(answer.status, host).toBe(200)
    }
  })

  test('twice, not at all, or in HTTP/1.0 is refused', async () => {
    const { server, token } = await openServerBench()
    const own = `127.0.0.1:${server.port}`
    const bearer = ['authorization', `Bearer ${token}`] as const
    const twice = [['host', own], ['host', own], bearer] as const
    expect((await sendRaw(server.port, rawRequest('GET', '/', twice))).status).toBe(400)
    expect((await sendRaw(server.port, rawRequest('GET', '/', [['Host', own], ['hOST', 'evil.com'], bearer]))).status).toBe(400)
    expect((await sendRaw(server.port, rawRequest('GET', '/', [bearer]))).status).toBe(421)
    for (const version of ['1.0', '0.9', '2.0'])
      expect((await sendRaw(server.port, `GET / HTTP/${version}\r\nhost: ${own}\r\nauthorization: Bearer ${token}\r\n\r\n`)).status).toBe(
        400,
      )
    expect((await sendRaw(server.port, rawRequest('GET', `http://${own}/`, [['host', own], bearer]))).status).toBe(400)
  })
})

describe('the site that a request comes from', () => {
  test('is ours, or none that a browser knows of', async () => {
    const bench = await openServerBench()
    const cookie = await bench.signIn()
    const { port } = bench.server
    const get = async (headers: Record<string, string>) =>
      (await bench.ask('GET', '/api/things/a', { authorization: undefined, cookie, ...headers })).status
    expect(await get({})).toBe(200)
    for (const site of ['none', 'same-origin']) expect(await get({ 'sec-fetch-site': site }), site).toBe(200)
    for (const site of ['cross-site', 'same-site', 'NONE', '', 'none, none']) expect(await get({ 'sec-fetch-site': site }), site).toBe(403)
    expect(await get({ origin: `http://127.0.0.1:${port}` })).toBe(200)
    const foreign = [
      'null',
      'http://evil.example',
      `https://127.0.0.1:${port}`,
      'http://127.0.0.1',
      `http://127.0.0.1:${port + 1}`,
      `http://localhost:${port}`,
    ]
    for (const origin of [...foreign, `http://127.0.0.1:${port}/`, `http://127.0.0.1:${port}.evil.example`, ''])
      expect(await get({ origin }), origin).toBe(403)
    const answer = await bench.ask('GET', '/api/things/a', { origin: 'http://evil.example' })
    expect(answer.status, 'with the token, too').toBe(403)
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('has to be told where something is changed by the cookie alone', async () => {
    const bench = await openServerBench()
    const cookie = await bench.signIn()
    const own = `http://127.0.0.1:${bench.server.port}`
    const post = async (headers: Record<string, string | undefined>) =>
      (await bench.ask('POST', '/api/things/a', { authorization: undefined, cookie, ...headers }, '{}')).status
    expect(await post({})).toBe(403)
    expect(await post({ 'sec-fetch-site': 'none' })).toBe(403)
    expect(bench.changed).toEqual([])
    expect(await post({ 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await post({ origin: own })).toBe(200)
    expect((await bench.ask('POST', '/api/things/a', {}, '{}')).status, 'a script needs neither').toBe(200)
    expect(bench.changed).toEqual(['a', 'a', 'a'])
    // A look must not change anything, whichever way it is asked for.
    expect((await bench.ask('GET', '/rpc/things/change?data=%7B%22json%22%3A%7B%22name%22%3A%22b%22%7D%7D')).status).toBe(405)
    expect(bench.changed).toEqual(['a', 'a', 'a'])
  })

  test('is told nothing that would let it in: no OPTIONS, no CORS', async () => {
    const bench = await openServerBench()
    const answer = await bench.ask('OPTIONS', '/api/things/a', { origin: 'http://evil.example', 'access-control-request-method': 'POST' })
    expect(answer.status).toBe(405)
    expect(JSON.stringify(answer.headers)).not.toContain('access-control')
    for (const method of ['TRACE', 'PROPFIND', 'LINK']) expect((await bench.ask(method, '/')).status, method).toBe(405)
    // Node itself turns these away.
    for (const method of ['CONNECT', 'NONSENSE']) expect((await bench.ask(method, '/')).status, method).toBeGreaterThanOrEqual(400)
  })
})

describe('the token', () => {
  test('is asked for on every route, and a wrong one is none', async () => {
    const bench = await openServerBench()
    const wrong = [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${bench.token.slice(0, -1)}`,
      `Bearer ${bench.token}x`,
      `Basic ${btoa(`x:${bench.token}`)}`,
    ]
    for (const [method, target] of routes) {
      for (const authorization of wrong) {
        const { status } = await bench.ask(method, target, { authorization })
        expect(status, `${method} ${target} ${authorization}`).toBe(401)
        bench.pass(10_000)
      }
    }
    expect(bench.streams.begun).toBe(0)
    expect(bench.changed).toEqual([])
  })

  test('lets a script in everywhere', async () => {
    const bench = await openServerBench()
    const look = await bench.ask('GET', '/api/things/a%20b?most=3')
    expect(JSON.parse(look.body)).toEqual({ name: 'a b', most: 3 })
    expect((await bench.ask('GET', '/nothing')).status).toBe(404)
    expect((await bench.ask('GET', '/api/nothing')).status).toBe(404)
    expect((await bench.ask('POST', '/rpc/nothing', {}, '{}')).status).toBe(404)
    expect((await bench.ask('POST', '/api/things/a')).status, 'without a body').toBe(200)
    expect((await bench.ask('POST', '/')).status).toBe(405)
  })

  test('cannot be guessed at for long, while who is in stays in', async () => {
    const bench = await openServerBench()
    const cookie = await bench.signIn()
    const guess = async () => (await bench.ask('GET', '/', { authorization: `Bearer ${'x'.repeat(43)}` })).status
    const statuses: number[] = []
    for (let count = 0; count < 40; count += 1) statuses.push(await guess())
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401))
    expect(statuses.slice(22)).toEqual(Array(18).fill(429))
    expect((await bench.ask('GET', '/')).status, 'not even looked at').toBe(429)
    expect((await bench.ask('GET', '/', { authorization: undefined, cookie })).status).toBe(200)
    expect(await bench.signIn(), 'codes are counted by themselves').toMatch(/^vaultkeeper-/)
    bench.pass(5_000)
    expect((await bench.ask('GET', '/')).status).toBe(200)
  })
})

describe('the one-time address', () => {
  test('lets one browser in, once, and leaves no code behind', async () => {
    const bench = await openServerBench()
    const { pathname, search } = new URL(bench.server.address())
    const open = (headers: Record<string, string> = {}) =>
      bench.ask('GET', `${pathname}${search}`, { authorization: undefined, ...headers })
    const first = await open({ 'sec-fetch-site': 'none', accept: 'text/html' })
    expect(first.status).toBe(303)
    expect(first.headers['location']).toBe('/')
    const [cookie = '', ...attributes] = (first.headers['set-cookie'] ?? '').split('; ')
    expect(cookie).toMatch(new RegExp(`^vaultkeeper-${bench.server.port}=\\d+\\.[\\w-]{43}$`))
    expect(attributes).toEqual(['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=2592000'])
    expect(JSON.stringify(first)).not.toContain(bench.token)
    const page = await bench.ask('GET', '/', { authorization: undefined, cookie })
    expect(page.status).toBe(200)
    const second = await open({ accept: 'text/html' })
    expect(second.status).toBe(401)
    expect(second.headers['set-cookie']).toBeUndefined()
    expect(second.body).toContain('This address was used already, or is too old')
    expect(second.body).toContain('vaultkeeper serve')
    expect(second.body).not.toContain(search.slice(6))
    expect((await open({ cookie })).status, 'the browser that is in already is sent on').toBe(303)
    expect((await open({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })

  test('ends after ten minutes, and with the server that it was made for', async () => {
    const bench = await openServerBench()
    const take = async (code: string) => (await bench.ask('GET', `/?code=${code}`, { authorization: undefined })).status
    const [early, late] = [codeOf(bench), codeOf(bench)]
    bench.pass(9.9 * 60_000)
    expect(await take(early)).toBe(303)
    bench.pass(0.2 * 60_000)
    expect(await take(late)).toBe(401)
    const other = await openServerBench({ token: bench.token })
    expect(await take(codeOf(other)), 'of another run').toBe(401)
    const [until = '', chance = '', seal = ''] = codeOf(bench).split('.')
    const forged = [
      `zzzzzzzz.${chance}.${seal}`,
      `${until}.${chance}x.${seal}`,
      `${until}.${chance}.`,
      `${until}.${chance}.${seal}.x`,
      '..',
      '',
    ]
    for (const code of forged) expect(await take(code), code).toBe(401)
    const ahead = { now: () => new Date(bench.now().getTime() + 60 * 60_000), monotonic: () => 0 }
    expect(await take(codeOf(bench, ahead)), 'made under a clock that ran ahead').toBe(401)
  })

  test('cannot be guessed at for long', async () => {
    const bench = await openServerBench()
    const statuses: number[] = []
    for (let count = 0; count < 30; count += 1)
      statuses.push((await bench.ask('GET', `/?code=${count}`, { authorization: undefined })).status)
    expect(new Set(statuses.slice(0, 20))).toEqual(new Set([401]))
    expect(statuses.at(-1)).toBe(429)
    expect((await bench.ask('GET', '/')).status, 'the token is counted by itself').toBe(200)
  })
})

describe('the cookie', () => {
  test('outlives a restart, ends by its own date, and is renewed while it is used', async () => {
    const bench = await openServerBench()
    const cookie = await bench.signIn()
    await bench.server.close()
    const again = await openServerBench({ token: bench.token, port: bench.server.port })
    const get = (headers: Record<string, string>) => again.ask('GET', '/', { authorization: undefined, ...headers })
    const fresh = await get({ cookie })
    expect(fresh.status).toBe(200)
    expect(fresh.headers['set-cookie'], 'not before a day').toBeUndefined()
    again.pass(2 * 86_400_000)
    const renewed = (await get({ cookie })).headers['set-cookie']?.split(';')[0] ?? ''
    expect(renewed).toMatch(/^vaultkeeper-/)
    again.pass(28.5 * 86_400_000)
    expect((await get({ cookie })).status).toBe(401)
    expect((await get({ cookie: renewed })).status).toBe(200)
    again.pass(2 * 86_400_000)
    expect((await get({ cookie: renewed })).status).toBe(401)
  })

  test('is renewed by what an open page asks, too, which is never loaded anew', async () => {
    const bench = await openServerBench()
    const asked = (cookie: string) =>
      bench.ask(
        'POST',
        '/rpc/things/change',
        { authorization: undefined, cookie, origin: `http://127.0.0.1:${bench.server.port}`, 'sec-fetch-site': 'same-origin' },
        '{"json":{"name":"a"}}',
      )
    let cookie = await bench.signIn()
    const fresh = await asked(cookie)
    expect(fresh.status).toBe(200)
    expect(fresh.headers['set-cookie'], 'not before a day').toBeUndefined()
    // Twice as long as a cookie that nobody uses.
    for (let count = 0; count < 3; count += 1) {
      bench.pass(20 * 86_400_000)
      const answer = await asked(cookie)
      expect(answer.status).toBe(200)
      expect(answer.headers['set-cookie']).toMatch(/^vaultkeeper-.+; HttpOnly; SameSite=Strict; Path=\/; Max-Age=2592000$/)
      cookie = answer.headers['set-cookie']?.split(';')[0] ?? ''
    }
    const script = await bench.ask('POST', '/rpc/things/change', {}, '{"json":{"name":"a"}}')
    expect(script.headers['set-cookie'], 'a script has the token').toBeUndefined()
    bench.pass(31 * 86_400_000)
    const late = await asked(cookie)
    expect(late.status).toBe(401)
    expect(late.headers['set-cookie'], 'nobody is let in anew').toBeUndefined()
  })

  test('cannot be made up, changed, or spoiled by another one of its name', async () => {
    const bench = await openServerBench()
    const cookie = await bench.signIn()
    const [name = '', value = ''] = cookie.split('=')
    const [until = '', seal = ''] = value.split('.')
    const get = async (header: string) => (await bench.ask('GET', '/', { authorization: undefined, cookie: header })).status
    const forged = [
      `${Number(until) + 1}.${seal}`,
      `${until}.${'A'.repeat(43)}`,
      until,
      `.${seal}`,
      `${until}.${seal}x`,
      bench.token,
      '',
      `-1.${seal}`,
      `1e99.${seal}`,
    ]
    for (const one of forged) expect(await get(`${name}=${one}`), one).toBe(401)
    expect(await get(`vaultkeeper-${bench.server.port + 1}=${value}`), 'of another port').toBe(401)
    expect(await get(`${name}=nonsense; ${cookie}; ${name}=nonsense`)).toBe(200)
    for (let count = 0; count < 40; count += 1) await get(`${name}=${count}`)
    expect(await get(`${name}=0`)).toBe(429)
    expect(await get(cookie)).toBe(200)
    const stranger = await openServerBench()
    expect(
      (await stranger.ask('GET', '/', { authorization: undefined, cookie: cookie.replace(name, `vaultkeeper-${stranger.server.port}`) }))
        .status,
    ).toBe(401)
  })
})
