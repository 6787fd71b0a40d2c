import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { collectGarbage } from '../../helpers/collect-garbage.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { rawRequest, sendRaw } from '../../helpers/raw-http.ts'
import { between, pick, type Random, seeded } from '../../helpers/seeded.ts'
import { openServerBench, type ServerBench, scriptPath } from '../../helpers/server-bench.ts'

const megabyte = 1_048_576

/** Nothing of ours may stand in an answer: no stack, no path. */
const noise = /node:internal|\.ts\b|\.mjs\b|\n\s+at |\/work\/|node_modules/

const headOf = ({ server, token }: ServerBench, ...more: string[]) =>
  [`host: 127.0.0.1:${server.port}`, `authorization: Bearer ${token}`, 'content-type: application/json', ...more].join('\r\n')

describe('paths', () => {
  test('lead to the pages and nowhere else', async () => {
    const bench = await openServerBench()
    const ups = [
      '..',
      '%2e%2e',
      '%2E.',
      '..%2f',
      '%2e%2e%2f',
      '..%5c',
      '..\\',
      '%252e%252e%252f',
      '%c0%ae%c0%ae/',
      '..%00/',
      '%uff0e%uff0e/',
      '....//',
      '..;/',
    ]
    const targets = ups.flatMap((up) =>
      ['/', '/assets/'].flatMap((from) => [`${from}${up}/secret.txt`, `${from}${up}secret.txt`, `${from}${up}${up}etc/passwd`]),
    )
    const others = [
      '/etc/passwd',
      '//etc/passwd',
      '/index.html%00',
      '/index.html%00.js',
      '/file:///etc/passwd',
      '/assets',
      '/assets/',
      '/C:/Windows/win.ini',
    ]
    const odd = [
      '/index.html',
      `${scriptPath}.map`,
      `${scriptPath}/`,
      scriptPath.toUpperCase(),
      scriptPath.replace('-', '%2d'),
      '/./',
      '/__proto__',
      '/constructor',
      '/toString',
    ]
    for (const target of [...targets, ...others, ...odd]) {
      const { status, body } = await bench.ask('GET', target)
      expect([400, 404], `${target} ${status}`).toContain(status)
      expect(body, target).not.toMatch(noise)
    }
    expect((await bench.ask('GET', scriptPath)).status, 'what is there').toBe(200)
    expect((await bench.ask('GET', `${scriptPath}?x=1`)).status).toBe(200)
  })

  test('of procedures are those of the contract', async () => {
    const bench = await openServerBench()
    for (const name of [
      '__proto__',
      'constructor',
      'things',
      'things/__proto__',
      'things/look/__proto__',
      'things/constructor',
      'things.look',
      'things//look',
      '',
    ])
      expect((await bench.ask('POST', `/rpc/${name}`, {}, '{"json":{"name":"a"}}')).status, name).toBe(404)
    // Below the prefix only: what a library would put together again is refused before.
    expect((await bench.ask('GET', '/rpc/../api/things/a')).status).toBe(400)
    expect((await bench.ask('GET', '/api/%2e%2e/rpc/things/look')).status).toBe(400)
    expect((await bench.ask('GET', '/RPC/things/look')).status).toBe(404)
    const slash = await bench.ask('GET', '/api/things/a%2Fb')
    expect(JSON.parse(slash.body), 'a slash within a name is a part of it').toEqual({ name: 'a/b', most: null })
  })
})

describe('bodies', () => {
  test('are JSON, well-formed, of at most a megabyte, and not nested without end', async () => {
    const bench = await openServerBench()
    const post = async (body: string, headers: Record<string, string | undefined> = {}) =>
      (await bench.ask('POST', '/api/any', headers, body)).status
    expect(await post('{"a":[1,2,{"b":null}]}')).toBe(200)
    expect(await post('{}', { 'content-type': 'application/json; charset=UTF-8' })).toBe(200)
    for (const body of ['{', '{"a":}', 'undefined', "{'a':1}", '[1,]', '"\\x"', '\u0000', '{} {}', 'NaN'])
      expect(await post(body), body).toBe(400)
    const kinds = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/event-stream',
      'application/jsonx',
      'text/json',
      'application/json, text/plain',
      'application/json; charset=utf-16',
      '',
    ]
    for (const type of [...kinds, undefined]) expect(await post('{}', { 'content-type': type }), type).toBe(415)
    expect(await post('{}', { 'content-encoding': 'gzip' })).toBe(415)
    expect(await post('{}', { 'content-disposition': 'attachment; filename=x' })).toBe(415)
    expect(await post('{}', { expect: '100-continue' })).toBe(417)
    const text = (length: number) => JSON.stringify('x'.repeat(length - 2))
    expect(await post(text(megabyte))).toBe(200)
    expect(await post(text(megabyte + 1))).toBe(413)
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
    expect(await post(nested(64))).toBe(200)
    expect(await post(nested(65))).toBe(400)
    expect(await post('['.repeat(megabyte))).toBe(400)
    expect(await post(JSON.stringify(`${'[{'.repeat(100)}\\"`)), 'brackets in a text').toBe(200)
    expect((await bench.ask('GET', '/api/things/a', { 'content-length': '2' }, '{}')).status, 'a look has none').toBe(400)
    const latin = Buffer.concat([
      Buffer.from(`POST /api/any HTTP/1.1\r\n${headOf(bench, 'content-length: 3', 'connection: close')}\r\n\r\n`),
      Buffer.from([0x22, 0xff, 0x22]),
    ])
    expect((await sendRaw(bench.server.port, latin)).status, 'no UTF-8').toBe(400)
  })

  test('that never end are cut off, and are not kept', async () => {
    const bench = await openServerBench()
    const before = process.memoryUsage().rss
    const { port } = bench.server
    const socket = connect({ port, host: '127.0.0.1' })
    let said = ''
    socket.setEncoding('latin1').on('data', (text: string) => {
      said += text
    })
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
    socket.on('error', () => undefined)
    const chunk = Buffer.concat([Buffer.from(`${megabyte.toString(16)}\r\n`), Buffer.alloc(megabyte, 'x'), Buffer.from('\r\n')])
    socket.write(`POST /api/any HTTP/1.1\r\n${headOf(bench, 'transfer-encoding: chunked')}\r\n\r\n`)
    let sent = 0
    const pump = (error?: Error | null) => {
      if (error) return
      sent += 1
      if (sent > 200) socket.destroy()
      else socket.write(chunk, pump)
    }
    pump()
    const begun = performance.now()
    await closed
    expect(performance.now() - begun).toBeLessThan(2_000)
    expect(said).toMatch(/^HTTP\/1\.1 413 /)
    expect(sent, 'megabytes that were taken of it').toBeLessThan(50)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * megabyte)
    // One that says beforehand how long it is gets its answer before it is sent.
    const told = await sendRaw(port, `POST /api/any HTTP/1.1\r\n${headOf(bench, `content-length: ${1024 * megabyte}`)}\r\n\r\n`)
    expect(told.status).toBe(413)
  })

  test('of the RPC that lie about themselves are refused', async () => {
    const bench = await openServerBench()
    const bodies = [
      '{"json":{"name":1}}',
      '{"json":{"name":"a"},"meta":[[2,"__proto__","polluted"]]}',
      '{"json":{"name":"a"},"meta":[[1,"constructor","prototype"]]}',
      '{"json":{"name":"a"},"meta":5}',
      '{"json":{"name":"9"},"meta":[[0,"name"]]}',
      '{"json":{"__proto__":{"polluted":1}}}',
      '{"meta":[[99,"x"]],"json":null}',
      '[]',
      'null',
      '7',
    ]
    for (const body of bodies) {
      const answer = await bench.ask('POST', '/rpc/things/change', {}, body)
      expect(answer.status, body).toBe(400)
      expect(answer.body, body).not.toMatch(noise)
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(bench.changed).toEqual([])
  })
})

describe('requests that are none', () => {
  test('are answered in words, with our headers, or not at all', async () => {
    const bench = await openServerBench()
    const { port } = bench.server
    const host = `host: 127.0.0.1:${port}`
    const broken = [
      'nonsense\r\n\r\n',
      'GET\r\n\r\n',
      'GET / HTTP/1.1\r\nhost\r\n\r\n',
      `GET / HTTP/1.1\r\n${host}\r\n bad: fold\r\n\r\n`,
      `GET / HTTP/1.1\r\n${host}\r\nx: a\0b\r\n\r\n`,
      `POST / HTTP/1.1\r\n${host}\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`,
      `POST / HTTP/1.1\r\n${host}\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n`,
      `POST / HTTP/1.1\r\n${host}\r\ncontent-length: -1\r\n\r\n`,
      `POST /api/any HTTP/1.1\r\n${headOf(bench, 'transfer-encoding: chunked')}\r\n\r\nZZ\r\n`,
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    ]
    for (const bytes of broken) {
      const answer = await sendRaw(port, Buffer.from(bytes, 'latin1'))
      expect(answer.status, bytes).toBe(400)
      expect(answer.headers['content-security-policy'], bytes).toContain(`default-src 'none'`)
      expect(answer.body).not.toMatch(noise)
    }
    const long = await sendRaw(port, `GET / HTTP/1.1\r\n${host}\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(long.status).toBe(431)
    const many = await sendRaw(port, `GET / HTTP/1.1\r\n${host}\r\n${'a:b\r\n'.repeat(2500)}connection: close\r\n\r\n`)
    expect(many.status, 'more than Node counts by itself').toBe(431)
    expect((await bench.ask('GET', `/api/things/a?${'x'.repeat(8200)}`)).status).toBe(414)
    expect((await bench.ask('GET', '/caf\u00e9')).status).toBe(400)
    expect(
      (await bench.ask('GET', '/', { upgrade: 'websocket', connection: 'upgrade', 'sec-websocket-key': 'x' })).status,
      'no other protocol',
    ).toBe(200)
  })

  test('that are sent slowly are ended, and others are answered meanwhile', { timeout: 30_000 }, async () => {
    const bench = await openServerBench()
    const begun = performance.now()
    const slow = (bytes: string) =>
      new Promise<string>((resolve) => {
        const socket = connect({ port: bench.server.port, host: '127.0.0.1' })
        let said = ''
        const drip = setInterval(() => socket.write('x'), 500)
        socket.on('data', (data) => {
          said += data
        })
        socket.on('error', () => undefined)
        socket.on('close', () => {
          clearInterval(drip)
          resolve(said.slice(0, 12))
        })
        socket.write(bytes)
      })
    const all = Promise.all(Array.from({ length: 60 }, () => slow(`GET / HTTP/1.1\r\nhost: 127.0.0.1:${bench.server.port}\r\nx-slow: `)))
    expect((await bench.ask('GET', '/api/things/a')).status).toBe(200)
    expect(new Set(await all)).toEqual(new Set(['HTTP/1.1 408']))
    expect(performance.now() - begun).toBeLessThan(12_000)
  })
})

describe('surprises', () => {
  test('are logged whole and told without anything of ours', async () => {
    const bench = await openServerBench()
    for (const [method, target] of [
      ['GET', '/api/fail'],
      ['GET', '/rpc/things/fail'],
    ] as const) {
      const answer = await bench.ask(method, target)
      expect(answer.status).toBe(500)
      expect(answer.body).not.toMatch(noise)
      expect(answer.body).not.toContain('surprise')
    }
    expect(bench.logged.join('\n')).toContain('a surprise in')
  })

  test('do not come from random requests: no crash, no stack, no memory that stays', { timeout: 600_000 }, async () => {
    const bench = await openServerBench()
    const cookie = await bench.signIn()
    const seed = seedOf(5)
    const many = howMany(1_000, 10_000)
    const random = seeded(seed)
    const statuses = new Map<number, number>()
    const one = async (at: number) => {
      const bytes = randomRequest(random, bench, cookie)
      // One that says it goes on is waited for, and has no answer here.
      const answer = await sendRaw(bench.server.port, bytes, '127.0.0.1', 500).catch(() => undefined)
      if (answer === undefined) return
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      const what = `seed ${seed}, request ${at}: ${JSON.stringify(bytes.toString('latin1').slice(0, 400))} -> ${answer.status} ${answer.body.slice(0, 200)}`
      expect(answer.status, what).toBeLessThan(500)
      expect(answer.body, what).not.toMatch(noise)
      expect(answer.headers['x-content-type-options'], what).toBe('nosniff')
    }
    const round = async (count: number) => {
      for (let at = 0; at < count; at += 25) await Promise.all(Array.from({ length: 25 }, (_, more) => one(at + more)))
    }
    await round(200)
    collectGarbage()
    const before = process.memoryUsage()
    await round(many - 200)
    collectGarbage()
    const after = process.memoryUsage()
    expect(after.heapUsed - before.heapUsed).toBeLessThan(40 * megabyte)
    expect([...statuses.keys()].sort(), 'it comes through as well as it is refused').toEqual(expect.arrayContaining([200, 400, 403, 404]))
    expect((await bench.ask('GET', '/', { authorization: undefined, cookie })).status).toBe(200)
    expect(bench.streams.open).toBe(0)
    noteFigure('hostile-requests', {
      says: 'random requests: answers with a stack, crashes',
      seed,
      cases: [...statuses.values()].reduce((all, one) => all + one, 0),
      wrong: 0,
      also: JSON.stringify(Object.fromEntries(statuses)),
    })
  })
})

/** A request with something wrong in most of them: in the line, in the headers, in the body, or in the bytes. */
function randomRequest(random: Random, { server, token }: ServerBench, cookie: string): Buffer {
  const { port } = server
  const method = pick(random, ['GET', 'POST', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'get', 'G\u00c9T', ''])
  const places = [
    '/',
    scriptPath,
    '/api/things/a',
    '/api/any',
    '/rpc/things/look',
    '/rpc/things/change',
    '/rpc/things/any',
    '/api/openapi.json',
    '/?code=x',
  ]
  const pieces = [
    '/',
    '..',
    '%2e',
    '%00',
    '%',
    '%zz',
    '?',
    'data=',
    '{"json":',
    '&',
    '[a][b]',
    '#',
    '\\',
    '\u00ff',
    ' ',
    'x'.repeat(300),
    '__proto__',
    ';',
    '*',
    '//',
  ]
  const target =
    pick(random, places) + (random() < 0.5 ? Array.from({ length: between(random, 1, 4) }, () => pick(random, pieces)).join('') : '')
  const header = (): [string, string] => [
    pick(random, [
      'host',
      'origin',
      'sec-fetch-site',
      'cookie',
      'content-type',
      'content-length',
      'transfer-encoding',
      'accept-encoding',
      'x-odd',
      'range',
      'te',
      'accept',
      'connection',
      '',
      'a b',
    ]),
    pick(random, [
      '',
      '*',
      '0',
      '-1',
      '9e9',
      'chunked',
      'gzip',
      'cross-site',
      `127.0.0.1:${port}`,
      'null',
      'text/html',
      '\u0001',
      'x'.repeat(2000),
      'br;q=0',
      'bytes=0-1,2-3',
      'application/json',
    ]),
  ]
  const bodies = [
    '',
    '{}',
    '{"json":{"name":"a"}}',
    '{"json":{"name":"a"},"meta":[[1,"name"]]}',
    '[[[[',
    '\u0000\u0001',
    '{"json":',
    'x'.repeat(5000),
    '{"__proto__":{"a":1}}',
  ]
  const body = pick(random, bodies)
  const who: [string, string] = random() < 0.5 ? ['authorization', `Bearer ${token}`] : ['cookie', cookie]
  const usual: [string, string][] = [
    ['host', `127.0.0.1:${port}`],
    who,
    ['content-type', 'application/json'],
    ...(body === '' ? [] : [['content-length', String(Buffer.byteLength(body, 'latin1'))] as [string, string]]),
  ]
  const headers = [...usual.filter(() => random() < 0.95), ...Array.from({ length: random() < 0.4 ? 2 : 0 }, header)]
  const bytes = Buffer.from(rawRequest(method, target, headers, body), 'latin1')
  // Some bytes are others.
  if (random() < 0.2) for (let count = 0; count < 3; count += 1) bytes[between(random, 0, bytes.length - 1)] = between(random, 0, 255)
  return Buffer.concat([bytes, Buffer.from('\r\n\r\n')])
}
