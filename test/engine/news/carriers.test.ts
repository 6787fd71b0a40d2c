import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Configuration } from '../../../main/contract/configuration.ts'
import type { NewsMessage } from '../../../main/contract/news-message.ts'
import { carrierSettings } from '../../../main/engine/news/carrier-settings.ts'
import { tellCommand } from '../../../main/engine/news/carriers/command.ts'
import { ntfyPost } from '../../../main/engine/news/carriers/ntfy.ts'
import { sendHttp } from '../../../main/engine/news/carriers/send-http.ts'
import { webhookPost } from '../../../main/engine/news/carriers/webhook.ts'
import { isQuiet } from '../../../main/engine/news/outbox.ts'
import { ping, retryPings } from '../../../main/engine/news/ping.ts'
import { sendTest } from '../../../main/engine/news/send-test.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome } from '../../helpers/temporary-home.ts'
import { at, problem, recordRun } from '../health/records.ts'
import { makeCertificate } from './make-certificate.ts'
import { later, newsBench, telling } from './news-bench.ts'
import { httpSink } from './sinks.ts'

const never = new AbortController().signal
const message: NewsMessage = {
  id: 'n1',
  kind: 'failed',
  title: 'Backups into "offsite" fail',
  text: 'One.\n\nTwo.',
  remedy: 'Check the network.',
  plan: 'daily',
  repository: 'offsite',
  run: 'r1',
  code: 'repository-offline',
  subject: 'repository/offsite',
  time: at(20, '08:05').toISOString(),
  host: 'laptop',
}

describe('a webhook', () => {
  it('is posted the message as JSON, under one id however often it is sent', async () => {
    const sink = await httpSink()
    expect(await sendHttp(webhookPost(sink.url, message), never)).toEqual({ ok: true })
    expect(sink.got).toMatchObject([
      { method: 'POST', path: '/hook', headers: { 'content-type': 'application/json; charset=utf-8', 'idempotency-key': 'n1' } },
    ])
    expect(JSON.parse(sink.got[0]?.body ?? '')).toEqual(message)
  })

  it.each([
    [500, 'carrier', /has trouble of its own \(HTTP 500\)$/],
    [404, 'carrier', /knows no such address \(HTTP 404\)$/],
    [401, 'carrier', /does not let us in \(HTTP 401\)$/],
    [429, 'carrier', /had too many messages \(HTTP 429\)$/],
    [400, 'message', /does not take it \(HTTP 400\)$/],
    [303, 'carrier', /does not take it \(HTTP 303\)$/],
  ] as const)('that answers %i is told so, without the address, which may be the secret', async (status, of, why) => {
    const sink = await httpSink()
    sink.answer = (_request, response) => response.writeHead(status, { Location: '/elsewhere' }).end()
    const became = await sendHttp(webhookPost(`${sink.url}/T0KEN`, message), never)
    expect(became).toMatchObject({ ok: false, of, why: expect.stringMatching(why) })
    expect(JSON.stringify(became)).not.toContain('T0KEN')
    expect(sink.got).toHaveLength(1)
  })

  it('that moved is followed with the whole message, a few times, and never to another kind of address', async () => {
    const sink = await httpSink()
    sink.answer = (request, response) => {
      if (request.path === '/hook') response.writeHead(308, { Location: '/second' }).end()
      else if (request.path === '/second') response.writeHead(302, { Location: `http://${sink.host}/third` }).end()
      else response.writeHead(204).end()
    }
    expect(await sendHttp(webhookPost(sink.url, message), never)).toEqual({ ok: true })
    expect(sink.got.map((one) => [one.method, one.path, one.body === JSON.stringify(message)])).toEqual([
      ['POST', '/hook', true],
      ['POST', '/second', true],
      ['POST', '/third', true],
    ])
    sink.answer = (_request, response) => response.writeHead(307, { Location: '/hook' }).end()
    expect(await sendHttp(webhookPost(sink.url, message), never)).toMatchObject({ ok: false, why: expect.stringMatching(/without end$/) })
    for (const location of ['https://example.com/x', 'file:///etc/passwd', 'ftp://example.com', 'javascript:alert(1)']) {
      sink.got.length = 0
      sink.answer = (_request, response) => response.writeHead(307, { Location: location }).end()
      expect(await sendHttp(webhookPost(sink.url, message), never)).toMatchObject({
        ok: false,
        why: expect.stringMatching(/address of another kind/),
      })
      expect(sink.got).toHaveLength(1)
    }
  })

  it('that says nothing, or never ends, is not waited for', async () => {
    const sink = await httpSink()
    sink.answer = 'hang'
    expect(await sendHttp(webhookPost(sink.url, message), never, 300)).toMatchObject({
      ok: false,
      why: `${sink.host} did not answer within 0.3 seconds`,
    })
    // An answer without end is none of ours: what counts was in its first line.
    sink.answer = (_request, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1)
      response.on('close', () => clearInterval(timer))
    }
    expect(await sendHttp(webhookPost(sink.url, message), never, 5_000)).toEqual({ ok: true })
  })

  it('whose host is not known, or whose certificate cannot be trusted, is told so', async () => {
    expect(await sendHttp(webhookPost('http://no-such-host.invalid/x', message), never)).toMatchObject({
      ok: false,
      why: expect.stringMatching(/^no-such-host\.invalid (is not known|could not be looked up)/),
    })
    const server = createServer(makeCertificate('hooks.example.com', [127, 0, 0, 1]), (_request, response) => response.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
    const { port } = server.address() as AddressInfo
    expect(await sendHttp(webhookPost(`https://127.0.0.1:${port}/x`, message), never)).toMatchObject({
      ok: false,
      why: expect.stringMatching(/has a certificate that cannot be trusted/),
    })
  })
})

describe('ntfy', () => {
  it('gets the text as body and the rest in headers, which are one line of Latin letters', async () => {
    const sink = await httpSink()
    const url = `http://${sink.host}/topic`
    await sendHttp(ntfyPost(url, message), never)
    await sendHttp(ntfyPost(url, { ...message, kind: 'recovered', title: 'Üben: „gut“\r\nX-Evil: 1', remedy: null }), never)
    expect(sink.got[0]).toMatchObject({
      path: '/topic',
      body: 'One.\n\nTwo.\n\nCheck the network.',
      headers: { title: 'Backups into "offsite" fail (laptop)', priority: '4', tags: 'rotating_light' },
    })
    const encoded = String(sink.got[1]?.headers['title'])
    expect(Buffer.from(encoded.replace(/^=\?UTF-8\?B\?|\?=$/g, ''), 'base64').toString()).toBe('Üben: „gut“ X-Evil: 1 (laptop)')
    expect(sink.got[1]?.headers['x-evil']).toBeUndefined()
    expect(sink.got[1]?.body).toBe('One.\n\nTwo.')
  })

  it('gets no more than makes a message', () => {
    const { body } = ntfyPost('http://x/t', { ...message, text: 'ü'.repeat(5000) })
    expect(Buffer.byteLength(body)).toBeLessThan(4096)
    expect(body).toMatch(/ü \.\.\.$/)
  })
})

describe('a command', () => {
  it('gets the message on its standard input and in variables, and no password of ours', async () => {
    const home = await testHome({ environment: { VAULTKEEPER_PASSWORD: 'x', VAULTKEEPER_SMTP_PASSWORD: 'x' } })
    const seen = path.join(temporaryFolder('command'), 'seen')
    const text = `let all = ''; process.stdin.on('data', (part) => { all += part }).on('end', () =>
      require('fs').writeFileSync(${JSON.stringify(seen)}, JSON.stringify([JSON.parse(all), process.env])))`
    expect(await tellCommand(home.core, { command: [process.execPath, '-e', text], timeout: 20_000 }, message, never)).toEqual({ ok: true })
    const [told, environment] = JSON.parse(readFileSync(seen, 'utf8'))
    expect(told).toEqual(message)
    expect(
      Object.keys(environment)
        .filter((name) => name.startsWith('VAULTKEEPER'))
        .toSorted(),
    ).toEqual([
      'VAULTKEEPER_NEWS_ID',
      'VAULTKEEPER_NEWS_KIND',
      'VAULTKEEPER_NEWS_PLAN',
      'VAULTKEEPER_NEWS_REMEDY',
      'VAULTKEEPER_NEWS_REPOSITORY',
      'VAULTKEEPER_NEWS_TEXT',
      'VAULTKEEPER_NEWS_TITLE',
    ])
    expect(environment['VAULTKEEPER_NEWS_TEXT']).toBe('One.\n\nTwo.')
  })

  it.each([
    [['/no/such/program'], /^it was not found$/],
    [[process.execPath, '-e', 'process.exit(3)'], /^it ended with exit code 3$/],
    [[process.execPath, '-e', 'setInterval(() => 0, 1000)'], /^it took longer than 1 seconds and was ended$/],
  ])('that does not do it is told so: %s', async (command, why) => {
    const home = await testHome()
    expect(await tellCommand(home.core, { command, timeout: 1_000 }, message, never)).toMatchObject({
      ok: false,
      why: expect.stringMatching(why),
    })
  })
})

describe('pings of a plan', () => {
  const good = { at: 'end', verdict: 'done', words: 'notes: daily/2026-11-20' } as const
  const bad = { at: 'end', verdict: 'failed', words: 'notes: The disk is full.' } as const

  it('tell start, success and failure, each of its plans, with words', async () => {
    const [all, vaults] = [await httpSink(), await httpSink()]
    const configuration = telling({ ping: [{ url: `${all.url}/uuid?x=1` }, { url: `http://${vaults.host}/`, plans: ['weekly'] }] })
    const bench = await newsBench()
    bench.setTime(at(20, '07:30'))
    const beat = (plan: string, what: object) =>
      ping(bench.core, configuration, { run: 'r', plan, ...what } as Parameters<typeof ping>[2], never)
    await beat('daily', { at: 'start' })
    await beat('daily', good)
    await beat('weekly', { at: 'start' })
    await beat('weekly', bad)
    for (const verdict of ['skipped', 'cancelled']) await beat('weekly', { at: 'end', verdict, words: '' })
    expect(all.got.map(({ path: where, body }) => [where, body])).toEqual([
      ['/hook/uuid/start?x=1', 'The backup of the plan "daily" begins.'],
      ['/hook/uuid?x=1', 'notes: daily/2026-11-20'],
      ['/hook/uuid/start?x=1', 'The backup of the plan "weekly" begins.'],
      ['/hook/uuid/fail?x=1', 'notes: The disk is full.'],
    ])
    expect(vaults.got.map(({ path: where }) => where)).toEqual(['/start', '/fail'])
    // Nothing of all that is worth a line of history.
    expect(recorded(bench.root).filter(({ event }) => event.startsWith('news.'))).toEqual([])
  })

  it('tell no success while another part of the plan stands failed', async () => {
    const sink = await httpSink()
    const configuration = telling({ ping: { url: sink.url } })
    const bench = await newsBench()
    const run = await recordRun(bench, at(20, '08:00'), { vault: 'agents', verdict: 'failed', problem: problem('no-space') })
    await ping(bench.core, configuration, { run, plan: 'daily', ...bad }, never)
    await ping(bench.core, configuration, { run: await recordRun(bench, at(20, '08:05')), plan: 'daily', ...good }, never)
    await ping(
      bench.core,
      configuration,
      { run: await recordRun(bench, at(20, '08:10'), { vault: 'agents' }), plan: 'daily', ...good },
      never,
    )
    expect(sink.got.map(({ path: where }) => where)).toEqual(['/hook/fail', '/hook'])
  })

  it('that do not arrive are told elsewhere and tried again, unless a newer run has ended', async () => {
    const sink = await httpSink()
    sink.answer = 503
    const configuration = telling({ ping: { url: sink.url } })
    const bench = await newsBench()
    const first = await recordRun(bench, at(20, '08:00'))
    bench.setTime(at(20, '08:01'))
    await ping(bench.core, configuration, { run: first, plan: 'daily', at: 'start' }, never)
    await ping(bench.core, configuration, { run: first, plan: 'daily', ...good }, never)
    const second = await recordRun(bench, at(20, '08:02'), { took: 0.1 })
    await ping(bench.core, configuration, { run: second, plan: 'daily', ...good }, never)
    for (const minutes of [2, 3, 4]) await bench.tell(configuration, later(at(20, '08:02'), minutes))
    expect(bench.shown.map(({ kind, text }) => [kind, text])).toEqual([
      ['carrier-failed', expect.stringMatching(/over the ping at 127\.0\.0\.1:\d+: .* has trouble of its own \(HTTP 503\)/)],
    ])
    const failed = recorded(bench.root).filter((line) => line.event === 'news.failed')
    expect(failed.map((line) => (line.event === 'news.failed' ? [line.news, line.attempt, line.final] : []))).toEqual([
      [first, 1, false],
      [second, 1, false],
      [first, 1, true],
      [second, 2, false],
    ])
    sink.answer = 200
    sink.got.length = 0
    for (const minutes of [30, 31]) await bench.tell(configuration, later(at(20, '08:02'), minutes))
    expect(sink.got.map(({ path: where }) => where)).toEqual(['/hook'])
    expect(bench.shown.map(({ kind }) => kind)).toEqual(['carrier-failed', 'recovered'])
    await retryPings(bench.core, configuration, never)
    expect(sink.got).toHaveLength(1)
  })
})

describe('a lost end', () => {
  /** Ends of runs, each told while the sink answers as is said, and what is told when all is tried again. */
  const lost = async () => {
    const sink = await httpSink()
    const configuration = telling({ ping: { url: sink.url } })
    const bench = await newsBench()
    const end = async (clock: string, words: Parameters<typeof recordRun>[2] = {}, status = 200) => {
      sink.answer = status
      const { verdict = 'done', problem: why } = words
      const run = await recordRun(bench, at(20, clock), { took: 0.1, ...words })
      const beat = { run, plan: 'daily', at: 'end', words: why?.code ?? '', code: why?.code } as const
      if (verdict !== null) await ping(bench.core, configuration, { ...beat, verdict }, never)
    }
    const retry = async (told: Configuration = configuration) => {
      sink.got.length = 0
      sink.answer = 200
      for (const minutes of [0, 2, 30]) {
        bench.setTime(later(at(20, '09:00'), minutes))
        await retryPings(bench.core, told, never)
      }
      return sink.got.map(({ path: where, body }) => [where, body])
    }
    return { bench, configuration, end, retry }
  }
  const failed = (code: string, vault = 'notes') => ({ vault, verdict: 'failed', problem: problem(code) }) as const
  const success = ['/hook', 'The backup went well.']

  it('that was a success is told although newer runs were cancelled or skipped, which tell nothing', async () => {
    const { end, retry } = await lost()
    await end('08:00', {}, 503)
    await end('08:01', { verdict: 'cancelled', problem: problem('cancelled') })
    await end('08:02', { verdict: 'skipped', problem: problem('drive-not-connected') })
    expect(await retry()).toEqual([success])
    expect(await retry()).toEqual([])
  })

  it('that was a failure is told although another vault was backed up well, or badly, meanwhile', async () => {
    const { end, retry } = await lost()
    await end('08:00', failed('boom'), 503)
    await end('08:01', { vault: 'agents' })
    await end('08:02', failed('no-space', 'agents'), 503)
    expect(await retry()).toEqual([
      ['/hook/fail', 'It is boom.'],
      ['/hook/fail', 'It is no-space.'],
    ])
  })

  it('is given up where a newer one has an end of its own to tell', async () => {
    const { end, retry } = await lost()
    // The failure of one vault, by its next failure, and that by its success; the success of another, by that of any.
    await end('08:00', failed('boom'), 503)
    await end('08:01', failed('no-space'), 503)
    expect(await retry()).toEqual([['/hook/fail', 'It is no-space.']])
    await end('08:02', failed('boom'), 503)
    await end('08:03', { vault: 'agents' }, 503)
    await end('08:04', { verdict: 'skipped', problem: problem('nothing-changed') }, 503)
    expect(await retry()).toEqual([['/hook/fail', 'It is boom.']])
    await end('08:05', {}, 503)
    await end('08:06', { vault: 'agents' })
    expect(await retry()).toEqual([])
  })

  it('that is given up is no failure of its carrier, which has delivered a newer one', async () => {
    const { bench, configuration, end } = await lost()
    await end('08:00', {}, 503)
    for (const clock of ['08:02', '08:04']) await bench.tell(configuration, at(20, clock))
    await end('08:06')
    for (const clock of ['08:07', '08:08', '09:00']) await bench.tell(configuration, at(20, clock))
    expect(bench.shown.map(({ kind }) => kind)).toEqual(['carrier-failed', 'recovered'])
  })

  it('is given up where the plan takes that vault no longer', async () => {
    const { configuration, end, retry } = await lost()
    await end('08:00', failed('boom'), 503)
    await end('08:01', { vault: 'agents' })
    const { plans } = telling({}, { plans: { daily: { kind: 'daily', sources: ['agents'], repositories: ['local', 'offsite'] } } })
    expect(await retry({ ...configuration, plans })).toEqual([])
  })
})

describe('a test message', () => {
  it('goes over one carrier, over those of a kind, or over all; what fails is said and not tried again', async () => {
    const [one, two] = [await httpSink(), await httpSink()]
    two.answer = 404
    const configuration = telling({
      webhook: [{ url: one.url }, { url: two.url }],
      ping: { url: one.url },
      command: { command: [process.execPath, '-e', ''] },
    })
    const bench = await newsBench()
    const ids = [`webhook:${one.host}`, `webhook:${two.host}`]
    expect(await sendTest(bench.core, configuration, ids[0], never)).toEqual([
      { carrier: ids[0], name: `the webhook at ${one.host}`, arrived: true, why: null },
    ])
    expect(await sendTest(bench.core, configuration, 'webhook', never)).toMatchObject([
      { arrived: true },
      { arrived: false, why: `${two.host} knows no such address (HTTP 404)` },
    ])
    // What several at one host have in common means all of them.
    const twice = telling({ webhook: [{ url: one.url }, { url: `${one.url}/2` }] })
    expect(await sendTest(bench.core, twice, ids[0], never)).toMatchObject([{ arrived: true }, { arrived: true }])
    const all = await sendTest(bench.core, configuration, undefined, never)
    expect(all.map(({ carrier, arrived }) => [carrier, arrived])).toEqual([
      ['desktop', true],
      [ids[0], true],
      [ids[1], false],
      [`command:${path.basename(process.execPath)}`, true],
      [`ping:${one.host}`, true],
    ])
    expect(bench.shown).toMatchObject([{ kind: 'test', title: 'This is a test' }])
    expect(one.got.map(({ path: where }) => where)).toContain('/hook/log')
    expect(one.got.map(({ path: where }) => where)).not.toContain('/hook/fail')
    two.answer = 200
    await bench.tell(configuration, at(20, '12:00'))
    expect(two.got.map(({ body }) => JSON.parse(body).kind)).toEqual(['test', 'test'])
    await expect(sendTest(bench.core, configuration, 'pigeon', never)).rejects.toThrow('There is no carrier "pigeon".')
    await expect(sendTest(bench.core, null, undefined, never)).rejects.toThrow('no carrier of news is configured')
  })
})

describe('small decisions', () => {
  it('each carrier has an id of its own, without its address', () => {
    const url = 'https://hooks.example.com/T0KEN'
    const carriers = carrierSettings(
      telling({
        webhook: [{ url }, { url: `${url}2` }, { url: 'https://example.com/T0KEN' }, { url, on: ['git'] }],
        ntfy: { url: 'https://ntfy.sh/secret' },
        email: { to: 'me@example.com', from: 'v@example.com', smtp: 'smtp://m' },
      }),
    )
    expect(carriers.map(({ id }) => id)).toEqual([
      'desktop',
      'webhook:hooks.example.com#6a919afc',
      'webhook:hooks.example.com#23403e46',
      'webhook:example.com',
      'webhook:hooks.example.com#6a919afc#2',
      'ntfy:ntfy.sh',
      'email',
    ])
    expect(JSON.stringify(carriers.map(({ id, name }) => [id, name]))).not.toMatch(/T0KEN|secret/)
  })

  it('quiet hours over midnight and within a day, to the minute', () => {
    const night = { from: '22:00', to: '07:00' }
    expect(['21:59', '22:00', '23:59', '00:00', '06:59', '07:00'].map((clock) => isQuiet(night, clock))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ])
    const noon = { from: '13:00', to: '15:00' }
    expect(['12:59', '13:00', '14:59', '15:00', '00:00'].map((clock) => isQuiet(noon, clock))).toEqual([false, true, true, false, false])
  })

  it('the desktop is told what it asks for', () => {
    const kinds = (desktop: object) => [...(carrierSettings(telling({ desktop }))[0]?.on ?? [])]
    expect(kinds({})).toEqual(['failed', 'stale', 'anomaly', 'approval', 'recovered', 'carrier-failed', 'git', 'agent', 'reminder'])
    expect(kinds({ failures: false, successes: 'daily' })).toEqual(['digest'])
    expect(kinds({ failures: false, successes: 'each' })).toEqual(['well'])
  })
})
