import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { expectTidy, expectWords } from '../helpers/cli-bench.ts'
import { signal, waitFor } from '../helpers/cli-processes.ts'
import type { Running } from '../helpers/cli-run.ts'
import { howBusy } from '../helpers/how-busy.ts'
import { openServeBench, procedureRoutes, signIn } from '../helpers/serve-bench.ts'

async function stop(running: Running): Promise<void> {
  signal(running.pid, 'SIGTERM')
  expect(await running.ended, running.stderr()).toMatchObject({ code: 0, signal: null })
}

/** Whether this machine has the address ::1. */
const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'))

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Addresses that a process listens on, as the kernel tells it. */
function listening(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      const entry = readlinkSync(`/proc/${pid}/fd/${descriptor}`)
      return /^socket:\[(\d+)\]$/.exec(entry)?.[1] ?? []
    }),
  )
  return ['tcp', 'tcp6'].flatMap((kind) =>
    readFileSync(`/proc/${pid}/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , socket]) => state === '0A' && sockets.has(socket ?? ''))
      .map(([, local]) => local ?? ''),
  )
}

/** All files below a folder, with their content. */
function filesBelow(folder: string): { name: string; content: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((name) => ({ name: path.relative(folder, name), content: readFileSync(name, 'latin1') }))
}

describe('serve', { timeout: 120_000 }, () => {
  test('prints an address that works once, listens on this machine alone, and lets nobody else ask anything', async () => {
    const bench = openServeBench({ daily: { kind: 'daily', timeZone: 'UTC', sources: ['notes'] } })
    const serving = await bench.serve(['--debug'])
    const { port, origin, pid, address } = serving
    const hex = port.toString(16).toUpperCase().padStart(4, '0')
    const six = hasIpv6 ? [`00000000000000000000000001000000:${hex}`] : []
    expect(listening(pid)).toEqual([`0100007F:${hex}`, ...six])
    expect(serving.stdout()).toContain('Running the schedule: 1 plan.')
    const cookie = await signIn(address)
    const page = await fetch(origin, { headers: { cookie } })
    expect(await page.text()).toContain('<title>Vaultkeeper</title>')
    expect(await (await fetch(address)).text()).toContain('was used already')
    const token = bench.token()
    for (const name of ['server-token', 'server-run.json']) expect(statSync(path.join(bench.home, name)).mode & 0o777).toBe(0o600)
    const routes = [...procedureRoutes(), { method: 'GET', target: '/' }, { method: 'GET', target: '/index.html' }]
    expect(routes.length).toBeGreaterThan(60)
    for (const headers of [{}, bearer('x'.repeat(43))]) {
      const statuses: string[] = []
      // More than 256 connections at once are refused whatever they ask for.
      for (let from = 0; from < routes.length; from += 60) {
        const asked = routes.slice(from, from + 60).map(async ({ method, target }) => {
          const answer = await fetch(origin + target, { method, headers, signal: AbortSignal.timeout(20_000) })
          return `${method} ${target} ${answer.status}`
        })
        statuses.push(...(await Promise.all(asked)))
      }
      expect(statuses).toHaveLength(routes.length)
      // Wrong tokens are counted; who has none is not.
      expect(statuses.filter((one) => !/ 401$| 429$/.test(one))).toEqual([])
    }
    const described = await (await fetch(`${origin}/api/openapi.json`, { headers: { cookie } })).json()
    const paths = new Set(Object.keys((described as { paths: object }).paths).map((one) => `/api${one}`.replaceAll(/\{\+?\w+\}/g, 'x')))
    expect(
      routes.filter(({ target }) => target.startsWith('/api/') && !paths.has(target)),
      'described',
    ).toEqual([])
    await stop(serving)
    const code = new URL(address).searchParams.get('code') ?? '-'
    const secrets = [token, code, cookie.split('=')[1] ?? '-']
    for (const secret of secrets) expect(serving.stderr()).not.toContain(secret)
    for (const { name, content } of filesBelow(bench.home))
      if (name !== 'server-token') for (const secret of secrets) expect(content.includes(secret), name).toBe(false)
    expect(serving.stdout().split(code)).toHaveLength(2)
    await expectTidy(bench)
  })

  test.skipIf(process.getuid?.() !== 0)('tells another user of this machine nothing', async () => {
    const bench = openServeBench()
    const serving = await bench.serve()
    const script = `
      const [origin, token, routes] = JSON.parse(process.argv[1])
      const seen = { uid: process.getuid(), statuses: {}, read: '' }
      try { seen.read = require('node:fs').readFileSync(token, 'utf8') } catch (error) { seen.read = error.code }
      ;(async () => {
        for (const { method, target } of routes) {
          const { status } = await fetch(origin + target, { method })
          seen.statuses[status] = (seen.statuses[status] ?? 0) + 1
        }
        console.log(JSON.stringify(seen))
      })()`
    const routes = [...procedureRoutes(), { method: 'GET', target: '/' }]
    const given = JSON.stringify([serving.origin, path.join(bench.home, 'server-token'), routes])
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, given], { uid: 65_534, gid: 65_534, cwd: '/', env: {} })
    expect(JSON.parse(stdout)).toEqual({ uid: 65_534, statuses: { 401: routes.length }, read: 'EACCES' })
    await stop(serving)
  })

  test('a second time gives another address of the first, and keeps its port across restarts', async () => {
    const bench = openServeBench()
    const first = await bench.serve()
    const second = await bench.cli(['serve'])
    expect(second).toMatchObject({ code: 0, stderr: '' })
    expect(second.stdout).toContain(`Vaultkeeper serves the pages already (process ${first.pid}).`)
    const address = /http:\/\/\S+/.exec(second.stdout)?.[0] ?? ''
    expect(address).not.toBe(first.address)
    expect(new URL(address).origin).toBe(first.origin)
    const third = JSON.parse((await bench.cli(['serve', '--json'])).stdout)
    expect(third).toEqual({ command: 'serve', event: 'already', address: expect.stringContaining(first.origin), pid: first.pid })
    const cookies = await Promise.all([first.address, address, third.address].map(signIn))
    expect(cookies).toEqual(Array(3).fill(expect.stringMatching(/^vaultkeeper-/)))
    // Only for people to read: somebody who tidies up may remove it.
    rmSync(path.join(bench.home, 'locks', 'server.owner.json'))
    expect((await bench.cli(['serve'])).stdout).toContain(`Vaultkeeper serves the pages already (process ${first.pid}).`)
    const unused = /http:\/\/\S+/.exec((await bench.cli(['serve'])).stdout)?.[0] ?? ''
    await stop(first)
    const again = await bench.serve()
    expect(again.port).toBe(first.port)
    expect((await fetch(again.origin, { headers: { cookie: cookies[0] ?? '' } })).status, 'still signed in').toBe(200)
    expect((await fetch(unused)).status, 'an address of the earlier run').toBe(401)
    await stop(again)
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(first.port, '127.0.0.1', resolve))
    const taken = await bench.cli(['serve', '--port', String(first.port)])
    expectWords(taken, { exit: 1, sentence: /Another program has the port \d+\./, remedy: /--port/ })
    const moved = await bench.serve()
    expect(moved.port).not.toBe(first.port)
    expect(moved.stderr()).toContain(`Another program has the port ${first.port}, where the pages were last.`)
    await stop(moved)
    await new Promise((resolve) => other.close(resolve))
    await expectTidy(bench)
  })

  test('ends politely while pages listen and a job is at work: the job is recorded, the streams end, the port is free', async () => {
    const bench = openServeBench()
    writeFileSync(path.join(bench.vault, 'a.md'), 'a')
    const serving = await bench.serve()
    const headers = { ...bearer(bench.token()), 'content-type': 'application/json' }
    const stream = await fetch(`${serving.origin}/rpc/live/watch`, { headers })
    const told = stream.text()
    const hold = bench.shim.hold('backup')
    const begun = await fetch(`${serving.origin}/api/backups`, { method: 'POST', headers, body: JSON.stringify({ folder: bench.vault }) })
    expect(begun.status).toBe(200)
    await hold.reached()
    await stop(serving)
    const text = await told
    expect(text, 'the page hears how it ended').toMatch(/"ended":\{"time":"[^"]+","verdict":"cancelled"/)
    expect(text).toContain('event: done')
    expect(bench.runs()).toEqual([expect.stringMatching(/cancelled/)])
    expect(bench.events('daemon.stopped')).toHaveLength(1)
    await expect(fetch(serving.origin)).rejects.toThrow()
    await expectTidy(bench)
  })

  test('tells pages within a second what another process has done', async () => {
    const bench = openServeBench()
    writeFileSync(path.join(bench.vault, 'a.md'), 'a')
    const serving = await bench.serve()
    const stream = await fetch(`${serving.origin}/api/live`, { headers: bearer(bench.token()) })
    const seqs: number[] = []
    const reading = (async () => {
      for await (const part of stream.body?.pipeThrough(new TextDecoderStream()) ?? [])
        for (const [, seq] of part.matchAll(/"seq":(\d+)/g)) seqs.push(Number(seq))
    })()
    await waitFor('how things are', () => seqs.length > 0)
    const before = seqs.length
    expect((await bench.cli(['pause', '--for', '1h'])).code).toBe(0)
    const recorded = performance.now()
    await waitFor('the pause', () => seqs.length > before)
    expect(performance.now() - recorded).toBeLessThan(1_000 * howBusy())
    await stop(serving)
    await reading
  })

  test('shows only the pages while a daemon runs the schedule, and takes it over when that ends', async () => {
    const bench = openServeBench({ daily: { kind: 'daily', timeZone: 'UTC', sources: ['notes'] } })
    const daemon = await bench.startDaemon()
    const serving = await bench.serve()
    expect(serving.stdout()).toContain(`Another Vaultkeeper (process ${daemon.pid}) runs the schedule, so this one only shows the pages.`)
    expect((await fetch(`${serving.origin}/api/jobs`, { headers: bearer(bench.token()) })).status).toBe(200)
    await stop(daemon)
    await waitFor('the schedule', () => serving.stdout().includes('Running the schedule: 1 plan.'))
    expectWords(await bench.cli(['daemon']), {
      exit: 1,
      sentence: new RegExp(`process ${serving.pid}\\) runs the schedule`),
      remedy: /one is enough/,
    })
    await stop(serving)
    expect(bench.events('daemon.started')).toHaveLength(2)
    await expectTidy(bench)
  })

  test('says how to build the pages where they are missing, and what a port is', async () => {
    const bench = openServeBench()
    const missing = await bench.cli(['serve'], { environment: { VAULTKEEPER_PAGES: path.join(bench.folder, 'none') } })
    expectWords(missing, { exit: 1, sentence: /The pages of Vaultkeeper have not been built\./, remedy: /npm run build:pages/ })
    for (const port of ['0', '65536', 'x', '80.5', '-1']) expect((await bench.cli(['serve', '--port', port])).code, port).toBe(2)
    expect(existsSync(path.join(bench.home, 'server-token')), 'nothing was begun').toBe(false)
  })
})
