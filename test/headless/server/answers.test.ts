import { request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { RawAnswer } from '../../helpers/raw-http.ts'
import { benchScript, openServerBench, type ServerBench, scriptPath } from '../../helpers/server-bench.ts'

/** The policy, with the nonce taken out. */
const policy = (answer: RawAnswer) => (answer.headers['content-security-policy'] ?? '').replaceAll(/ 'nonce-[\w+/=]+'/g, ' NONCE')

describe('every answer, errors too', () => {
  test('forbids what no page of ours needs', async () => {
    const bench = await openServerBench()
    const code = new URL(bench.server.address()).search
    const answers = await Promise.all([
      bench.ask('GET', '/'),
      bench.ask('HEAD', '/'),
      bench.ask('GET', scriptPath),
      bench.ask('GET', '/nothing'),
      bench.ask('GET', '/api/things/a'),
      bench.ask('GET', '/api/things/a?most=x'),
      bench.ask('GET', '/api/fail'),
      bench.ask('GET', '/api/openapi.json'),
      bench.ask('POST', '/rpc/things/change', {}, '{"json":{"name":"a"}}'),
      bench.ask('POST', '/rpc/things/change', {}, '{"json":{"name":'),
      bench.ask('GET', '/', { authorization: undefined }),
      bench.ask('GET', '/', { authorization: undefined, accept: 'text/html' }),
      bench.ask('GET', `/${code}`, { authorization: undefined }),
      bench.ask('GET', `/${code}`, { authorization: undefined }),
      bench.ask('GET', '/', { host: 'evil.example' }),
      bench.ask('GET', '/', { origin: 'http://evil.example' }),
      bench.ask('OPTIONS', '/'),
      bench.ask('GET', '/%00'),
    ])
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 303, 400, 401, 403, 404, 405, 421, 500]))
    for (const answer of answers) {
      const { headers, status } = answer
      expect(policy(answer).replaceAll(' NONCE', ''), String(status)).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; ` +
          `base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      )
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['permissions-policy']).toContain('camera=()')
      if (!headers['cache-control']?.includes('immutable')) expect(headers['cache-control'], String(status)).toBe('no-store')
      for (const name of ['server', 'x-powered-by', 'etag', 'access-control-allow-origin']) expect(headers[name], name).toBeUndefined()
    }
  })

  test('is a page in words for a browser, and a line for a script', async () => {
    const bench = await openServerBench()
    const page = await bench.ask('GET', '/', { authorization: undefined, accept: 'text/html,application/xhtml+xml' })
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.body).toContain('<h1>This browser has not been let in</h1>')
    expect(page.body).toContain('<code>vaultkeeper serve</code>')
    expect(page.headers['www-authenticate']).toBe('Bearer')
    const line = await bench.ask('GET', '/', { authorization: undefined })
    expect(line.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(line.body).toMatch(/^This browser has not been let in\. Run vaultkeeper serve \(or npm start\) on this machine, .*\n$/)
  })
})

describe('the pages', () => {
  test('get a nonce of their own with each answer', async () => {
    const bench = await openServerBench()
    const nonces = await Promise.all(
      [1, 2, 3].map(async () => {
        const { body, headers } = await bench.ask('GET', '/')
        const found = [...body.matchAll(/(?:nonce|content)="([\w+/=]+)"/g)].map(([, nonce]) => nonce)
        expect(found).toHaveLength(2)
        expect(new Set(found).size).toBe(1)
        expect(headers['content-security-policy']).toContain(`script-src 'self' 'nonce-${found[0]}'; style-src 'self' 'nonce-${found[0]}'`)
        expect(body).not.toContain('__NONCE__')
        return found[0]
      }),
    )
    expect(new Set(nonces).size).toBe(3)
  })

  test('are packed as the browser takes it, and only code with a hash in its name is kept', async () => {
    const bench = await openServerBench()
    const get = (accepted: string | undefined) =>
      new Promise<{ body: Buffer; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
        const headers = { authorization: `Bearer ${bench.token}`, ...(accepted === undefined ? {} : { 'accept-encoding': accepted }) }
        request({ port: bench.server.port, host: '127.0.0.1', path: scriptPath, headers }, async (response) => {
          const parts: Buffer[] = []
          for await (const part of response) parts.push(part)
          resolve({ body: Buffer.concat(parts), headers: response.headers })
        })
          .on('error', reject)
          .end()
      })
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync }
    for (const [accepted, encoding] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip', 'gzip'],
      ['identity', undefined],
      [undefined, undefined],
    ] as const) {
      const { body, headers } = await get(accepted)
      expect(headers['content-encoding'], accepted).toBe(encoding)
      expect((encoding === undefined ? body : unpack[encoding](body)).toString()).toBe(benchScript)
      expect(headers['content-length']).toBe(String(body.length))
      expect(headers).toMatchObject({ vary: 'accept-encoding', 'content-type': 'text/javascript; charset=utf-8' })
      expect(headers['cache-control']).toBe('private, max-age=31536000, immutable')
    }
    expect((await bench.ask('GET', '/icon.svg')).headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'image/svg+xml' })
    const head = await bench.ask('HEAD', scriptPath)
    expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': String(benchScript.length) } })
  })
})

describe('the procedures', () => {
  test('answer the same both ways, and are described', async () => {
    const bench = await openServerBench()
    const data = encodeURIComponent('{"json":{"name":"a","most":2}}')
    expect(JSON.parse((await bench.ask('GET', `/rpc/things/look?data=${data}`)).body)).toEqual({ json: { name: 'a', most: 2 } })
    expect(JSON.parse((await bench.ask('GET', '/api/things/a?most=2')).body)).toEqual({ name: 'a', most: 2 })
    const wrong = await bench.ask('GET', '/api/things/a?most=many')
    expect(wrong.status).toBe(400)
    const document = JSON.parse((await bench.ask('GET', '/api/openapi.json')).body)
    expect(document.openapi).toMatch(/^3\./)
    expect(Object.keys(document.paths)).toEqual(['/things/{name}', '/any', '/fail', '/stream'])
    expect(document.components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' })
  })
})

/** A stream that is read as it comes. */
function openStream(bench: ServerBench) {
  let text = ''
  const ended = Promise.withResolvers<'ended' | 'cut'>()
  const headers = { authorization: `Bearer ${bench.token}` }
  const asked = request({ port: bench.server.port, host: '127.0.0.1', path: '/api/stream', headers }, (response) => {
    response.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    response.on('end', () => ended.resolve('ended')).on('error', () => ended.resolve('cut'))
  })
  asked.on('error', () => ended.resolve('cut')).end()
  const has = async (wanted: string) => {
    while (!text.includes(wanted)) await new Promise((resolve) => setImmediate(resolve))
  }
  return { has, text: () => text, ended: ended.promise, leave: () => asked.destroy() }
}

describe('streams', () => {
  test('tell as it happens, and end when their client goes', async () => {
    const bench = await openServerBench()
    const stream = openStream(bench)
    await stream.has('data: 0')
    bench.streams.tell()
    await stream.has('data: 1')
    expect(bench.streams.open).toBe(1)
    stream.leave()
    while (bench.streams.open > 0) await new Promise((resolve) => setImmediate(resolve))
  })

  test('end when the server does, whose port is free at once', async () => {
    const bench = await openServerBench()
    const streams = Array.from({ length: 5 }, () => openStream(bench))
    await Promise.all(streams.map(({ has }) => has('data: 0')))
    const begun = performance.now()
    await bench.server.close()
    expect(performance.now() - begun).toBeLessThan(1_500)
    expect(await Promise.all(streams.map(({ ended }) => ended))).toEqual(Array(5).fill('ended'))
    expect(bench.streams.open).toBe(0)
    expect((await openServerBench({ port: bench.server.port })).server.port).toBe(bench.server.port)
  })
})
