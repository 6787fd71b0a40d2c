import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../../helpers/chromium.ts'
import { openServerBench, type ServerBench, scriptPath } from '../../helpers/server-bench.ts'

let browser: Browser
let evil: Server
let evilPort: number
beforeAll(async () => {
  // What a name server of an attacker would do: his name leads to our address.
  browser = await launchChromium(['--host-resolver-rules=MAP rebound.example 127.0.0.1'])
  evil = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Evil</title><body>'),
  )
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
  evilPort = (evil.address() as AddressInfo).port
})
afterAll(async () => {
  await browser.close()
  evil.closeAllConnections()
  await new Promise((resolve) => evil.close(resolve))
})

/** A browser that is signed in, with a page of ours. */
async function signedIn(bench: ServerBench): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext()
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  await page.goto(bench.server.address())
  return { context, page }
}

/** What a page in the browser tries; `[name, whether it got anything]`. Runs there, so it stands on its own. */
async function attack(target: string): Promise<[string, string][]> {
  const tries: [string, () => Promise<string>][] = []
  const fetched = (name: string, path: string, options: RequestInit) =>
    tries.push([
      name,
      async () => {
        const answer = await fetch(target + path, options)
        return answer.type === 'opaque' ? 'nothing seen' : `${answer.status} ${(await answer.text()).slice(0, 40)}`
      },
    ])
  const json = { 'content-type': 'application/json' }
  for (const mode of ['cors', 'no-cors', 'same-origin'] as const)
    for (const credentials of ['include', 'omit'] as const) {
      fetched(`get ${mode} ${credentials}`, '/api/things/a', { mode, credentials })
      fetched(`post text ${mode} ${credentials}`, '/api/things/evil', { method: 'POST', mode, credentials, body: '{"name":"evil"}' })
      fetched(`post without a type ${mode} ${credentials}`, '/api/things/evil', {
        method: 'POST',
        mode,
        credentials,
        body: new Blob(['{}']),
      })
    }
  fetched('post json', '/api/things/evil', { method: 'POST', headers: json, body: '{}', credentials: 'include' })
  fetched('rpc json', '/rpc/things/change', { method: 'POST', headers: json, body: '{"json":{"name":"evil"}}', credentials: 'include' })
  fetched('put', '/api/things/evil', { method: 'PUT', credentials: 'include' })
  fetched('delete', '/api/things/evil', { method: 'DELETE', credentials: 'include' })
  fetched('form type', '/api/things/evil', {
    method: 'POST',
    mode: 'no-cors',
    credentials: 'include',
    body: new URLSearchParams({ name: 'evil' }),
  })
  fetched('multipart', '/api/things/evil', { method: 'POST', mode: 'no-cors', credentials: 'include', body: new FormData() })
  fetched('stream', '/api/stream', { credentials: 'include' })
  fetched('openapi', '/api/openapi.json', { credentials: 'include' })
  fetched('no referrer', '/api/things/a', { credentials: 'include', referrerPolicy: 'no-referrer' })
  tries.push(['beacon', async () => String(!navigator.sendBeacon(`${target}/api/things/evil`, '{}') || 'nothing seen')])
  const loads = (name: string, tag: 'img' | 'script' | 'link' | 'iframe' | 'embed' | 'video', path: string) =>
    tries.push([
      name,
      () =>
        new Promise((resolve) => {
          const element = document.createElement(tag)
          element.onload = () => resolve(tag === 'iframe' || tag === 'embed' ? 'nothing seen' : 'LOADED')
          element.onerror = () => resolve('refused')
          if (element instanceof HTMLLinkElement) Object.assign(element, { rel: 'stylesheet', href: target + path })
          else element.src = target + path
          setTimeout(() => resolve('nothing seen'), 1_000)
          document.body.append(element)
        }),
    ])
  loads('img', 'img', '/icon.svg')
  loads('script', 'script', '/assets/index-AbCd1234.js')
  loads('json as script', 'script', '/api/things/a')
  loads('style', 'link', '/assets/index-AbCd1234.js')
  loads('frame', 'iframe', '/')
  loads('embed', 'embed', '/icon.svg')
  loads('video', 'video', '/icon.svg')
  tries.push([
    'server-sent events',
    () =>
      new Promise((resolve) => {
        const source = new EventSource(`${target}/api/stream`, { withCredentials: true })
        source.onmessage = () => resolve('LOADED')
        source.onerror = () => resolve('refused')
      }),
  ])
  tries.push([
    'web socket',
    () =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${target.replace('http', 'ws')}/api/stream`)
        socket.onopen = () => resolve('LOADED')
        socket.onerror = () => resolve('refused')
      }),
  ])
  return Promise.all(tries.map(async ([name, run]): Promise<[string, string]> => [name, await run().catch(() => 'refused')]))
}

describe('a page of another site, in a browser that is signed in', () => {
  test('gets nothing by any of its ways, and changes nothing', async () => {
    const bench = await openServerBench()
    const { context, page } = await signedIn(bench)
    expect(await page.title()).toBe('Pages')
    expect(await page.evaluate(() => (globalThis as { ran?: boolean }).ran), 'our own script runs').toBe(true)
    const own = await page.evaluate(async () => (await fetch('/api/things/a')).status)
    expect(own, 'and asks').toBe(200)
    // Another site by its name, and another port of the same name: to a browser the second is the same site.
    for (const name of ['localhost', '127.0.0.1']) {
      const foreign = await context.newPage()
      await foreign.goto(`http://${name}:${evilPort}/`)
      const results = await foreign.evaluate(attack, `http://127.0.0.1:${bench.server.port}`)
      expect(results.length).toBeGreaterThanOrEqual(30)
      for (const [way, result] of results) expect(['refused', 'nothing seen'], `${name}, ${way}: ${result}`).toContain(result)
      await foreign.close()
    }
    expect(bench.changed).toEqual([])
    expect(bench.streams.begun).toBe(0)
    await context.close()
  })

  test('cannot send a form, frame us, or lead a person to an address of ours', async () => {
    const bench = await openServerBench()
    const { context } = await signedIn(bench)
    const target = `http://127.0.0.1:${bench.server.port}`
    for (const [method, type] of [
      ['post', 'text/plain'],
      ['post', 'application/x-www-form-urlencoded'],
      ['post', 'multipart/form-data'],
      ['get', ''],
    ] as const) {
      const foreign = await context.newPage()
      await foreign.goto(`http://127.0.0.1:${evilPort}/`)
      const answered = foreign.waitForResponse(`${target}/api/things/evil*`)
      await foreign.evaluate(
        ([action, method, enctype]) => {
          const form = Object.assign(document.createElement('form'), { action, method, enctype })
          form.append(Object.assign(document.createElement('input'), { name: '{"name":"evil","x":"', value: '"}' }))
          document.body.append(form)
          form.submit()
        },
        [`${target}/api/things/evil`, method, type] as const,
      )
      expect((await answered).status(), `${method} ${type}`).toBe(403)
      await foreign.close()
    }
    const foreign = await context.newPage()
    await foreign.goto(`http://localhost:${evilPort}/`)
    const answered = foreign.waitForResponse(`${target}/`)
    await foreign.evaluate((address) => {
      location.href = address
    }, `${target}/`)
    expect((await answered).status()).toBe(403)
    expect(await foreign.textContent('h1')).toBe('Another site asked for this')
    const framing = await context.newPage()
    await framing.goto(`http://127.0.0.1:${evilPort}/`)
    await framing.evaluate(async (address) => {
      const frame = Object.assign(document.createElement('iframe'), { src: address })
      document.body.append(frame)
      await new Promise((resolve) => frame.addEventListener('load', resolve))
    }, `${target}/`)
    expect(
      await framing
        .frames()[1]
        ?.title()
        .catch(() => ''),
    ).not.toBe('Pages')
    expect(bench.changed).toEqual([])
    await context.close()
  })

  test('that has our port by another name gets nothing: rebinding', async () => {
    const bench = await openServerBench()
    const context = await browser.newContext()
    const page = await context.newPage()
    const { search, port } = new URL(bench.server.address())
    const answer = await page.goto(`http://rebound.example:${port}/${search}`)
    expect(answer?.status()).toBe(421)
    expect(await page.textContent('h1')).toBe('This is not the address of Vaultkeeper')
    expect(await page.evaluate(async (path) => (await fetch(path)).status, scriptPath)).toBe(421)
    expect(await context.cookies()).toEqual([])
    await context.close()
  })
})

test('the person gets in by the address as it is printed, and needs it no more', async () => {
  const bench = await openServerBench()
  const { context, page } = await signedIn(bench)
  expect(page.url(), 'no code stays in the address').toBe(`http://127.0.0.1:${bench.server.port}/`)
  const [cookie] = await context.cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' })
  await page.reload()
  expect(await page.title()).toBe('Pages')
  const beside = await context.newPage()
  await beside.goto(`http://127.0.0.1:${bench.server.port}/`)
  expect(await beside.title()).toBe('Pages')
  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(`http://127.0.0.1:${bench.server.port}/`)
  expect(await stranger.textContent('h1')).toBe('This browser has not been let in')
  await stranger.context().close()
  await context.close()
})
