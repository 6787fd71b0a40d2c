import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Configuration } from '../../../main/contract/configuration.ts'
import type { NewsMessage } from '../../../main/contract/news-message.ts'
import { sendEmail } from '../../../main/engine/news/carriers/email.ts'
import { listSecrets, removeSecret, setSecret } from '../../../main/engine/secrets/manage-secrets.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'
import { at, problem, recordRun } from '../health/records.ts'
import { makeCertificate } from './make-certificate.ts'
import { later, newsBench, telling } from './news-bench.ts'
import { readMail, smtpSink } from './smtp-sink.ts'

const never = new AbortController().signal
const message: NewsMessage = {
  id: '20261120T080500-1a2b3c4d',
  kind: 'failed',
  title: 'Backups into "offsite" fail',
  text: 'The repository "offsite" cannot be reached: connection refused.\n\nAffected: My Notes (plan "daily"). The last good backup is of Thursday, 19 November at 07:01.',
  remedy: 'Check the network and the server, and try again.',
  plan: 'daily',
  repository: 'offsite',
  run: 'r1',
  code: 'repository-offline',
  subject: 'repository/offsite',
  time: at(20, '08:05').toISOString(),
  host: 'laptop',
}
const settings = (smtp: string, more: object = {}): NonNullable<Configuration['notifications']['email']> => ({
  to: ['me@example.com', 'you@example.com'],
  from: 'vaultkeeper@example.com',
  smtp,
  on: ['failed'],
  user: undefined,
  ...more,
})

describe('e-mail', () => {
  it('is one that a person likes to read', async () => {
    const sink = await smtpSink()
    const home = await testHome({ machine: { zone: () => 'Europe/Berlin' } })
    home.setTime(at(20, '08:06'))
    expect(await sendEmail(home.core, settings(`smtp://127.0.0.1:${sink.port}`), message, never)).toEqual({ ok: true })
    expect(sink.mails).toMatchObject([{ from: 'vaultkeeper@example.com', to: ['me@example.com', 'you@example.com'] }])
    const { headers, text } = readMail(sink.mails[0]?.raw ?? '')
    expect(Object.fromEntries(headers)).toMatchObject({
      from: 'Vaultkeeper on laptop <vaultkeeper@example.com>',
      to: 'me@example.com, you@example.com',
      subject: 'Backups into "offsite" fail (laptop)',
      'message-id': '<20261120T080500-1a2b3c4d@example.com>',
      date: 'Fri, 20 Nov 2026 08:06:00 +0000',
      'auto-submitted': 'auto-generated',
      'content-type': expect.stringMatching(/^text\/plain; charset=utf-8/),
    })
    expect(text.trimEnd()).toBe(`Backups into "offsite" fail.

The repository "offsite" cannot be reached: connection refused.

Affected: My Notes (plan "daily"). The last good backup is of Thursday, 19
November at 07:01.

What to do:
  Check the network and the server, and try again.

-- 
Vaultkeeper on laptop, Friday, 20 November at 09:05 (Europe/Berlin).
You get this because the configuration sends "failed" by e-mail.`)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(79)
  })

  it('of each kind arrives once; with the server down nothing is lost, and it is told elsewhere', async () => {
    const sink = await smtpSink()
    await sink.close()
    const email = {
      to: 'me@example.com',
      from: 'v@example.com',
      smtp: `smtp://127.0.0.1:${sink.port}`,
      on: ['failed', 'recovered', 'anomaly'],
    }
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), { verdict: 'failed', problem: problem('restic-crashed', 'Äußerst dumm: restic crashed.') })
    for (const minutes of [5, 6, 7]) await bench.tell(telling({ email }), later(at(20, '08:00'), minutes))
    expect(bench.shown.map(({ kind }) => kind)).toEqual(['failed', 'carrier-failed'])
    expect(bench.shown[1]?.text).toMatch(/over e-mail to me@example\.com: 127\.0\.0\.1:\d+ refuses the connection\./)
    const back = await smtpSink({}, sink.port)
    await bench.core.record({ event: 'anomaly.raised', anomaly: 'a', vault: 'agents', repository: 'local', why: 'All files are gone' })
    await recordRun(bench, at(20, '08:50'))
    for (const minutes of [60, 61, 62]) await bench.tell(telling({ email }), later(at(20, '08:00'), minutes))
    const subjects = back.mails.map(({ raw }) => readMail(raw).headers.get('x-vaultkeeper-kind'))
    expect(subjects).toEqual(['failed', 'anomaly', 'recovered'])
    expect(readMail(back.mails[0]?.raw ?? '').text).toContain('Äußerst dumm: restic crashed.')
    // A failure and its end stand together in a mail program.
    const threads = back.mails.map(({ raw }) => readMail(raw).headers.get('references'))
    expect(threads[0]).toBe(threads[2])
    expect(threads[0]).not.toBe(threads[1])
  })
})

describe('the password of the mail server', () => {
  it('comes from the keychain or the environment, and is seen nowhere else', async () => {
    const sink = await smtpSink()
    const home = await testHome()
    const asAda = settings(`smtp://127.0.0.1:${sink.port}`, { user: 'ada' })
    expect(await sendEmail(home.core, asAda, message, never)).toMatchObject({
      ok: false,
      why: expect.stringMatching(/there is no password for it/),
    })
    await setSecret(home.core, 'carrier:email', 'the wrong word', 'keychain', testHost())
    expect(await sendEmail(home.core, asAda, message, never)).toEqual({
      ok: false,
      of: 'carrier',
      why: `127.0.0.1:${sink.port} does not accept the user name and password`,
    })
    home.keychain.entries.set('carrier:email', 'the right word')
    expect(await sendEmail(home.core, asAda, message, never)).toEqual({ ok: true })
    await removeSecret(home.core, 'carrier:email', false)
    expect(home.keychain.entries.size).toBe(0)
    await setSecret(home.core, 'carrier:email', 'the right word', 'keychain', testHost())
    expect(home.keychain.entries.get('carrier:email')).toBe('the right word')
    await expect(setSecret(home.core, 'carrier:email', 'the right word', 'file', testHost())).rejects.toThrow('not kept in a file')
    home.core.settings.configuration = telling({ email: { ...asAda, on: ['failed'] } })
    expect((await listSecrets(home.core)).at(-1)).toMatchObject({ name: 'carrier:email', kept: 'keychain', keychain: 'ready', why: null })
    home.keychain.condition = 'locked'
    expect(await sendEmail(home.core, asAda, message, never)).toMatchObject({
      ok: false,
      why: expect.stringMatching(/keychain that holds its password is locked/),
    })
    const headless = await testHome({ environment: { VAULTKEEPER_SMTP_PASSWORD: 'the right word' } })
    expect(await sendEmail(headless.core, asAda, message, never)).toEqual({ ok: true })
    expect(sink.mails).toHaveLength(2)
    expect(sink.passwords).toEqual(['the wrong word', 'the right word', 'the right word'])
    // Whatever a server says, the history does not repeat it.
    await home.core.record({ event: 'news.failed', news: 'n', carrier: 'email', why: 'the right word', attempt: 1, final: false })
    expect(readFileSync(path.join(home.root, 'system-history.jsonl'), 'utf8')).not.toContain('the right word')
  })

  it('goes over an encrypted line that can be trusted, or not at all', async () => {
    const home = await testHome({ environment: { VAULTKEEPER_SMTP_PASSWORD: 'the right word' } })
    // Not loopback by its name, and yet this machine.
    const [host, address] = ['0.0.0.0', [0, 0, 0, 0]]
    const certificate = makeCertificate('mail.example.com', address)
    const open = await smtpSink({ allowInsecureAuth: true })
    const asAda = (port: number, scheme = 'smtp') => settings(`${scheme}://${host}:${port}`, { user: 'ada' })
    expect(await sendEmail(home.core, asAda(open.port), message, never)).toMatchObject({
      ok: false,
      why: expect.stringMatching(/no encrypted line/),
    })
    const starttls = await smtpSink({ ...certificate, disabledCommands: [], allowInsecureAuth: true })
    expect(await sendEmail(home.core, asAda(starttls.port), message, never)).toMatchObject({ ok: false })
    const tls = await smtpSink({ ...certificate, secure: true })
    expect(await sendEmail(home.core, asAda(tls.port, 'smtps'), message, never)).toMatchObject({ ok: false })
    expect([...open.passwords, ...starttls.passwords, ...tls.passwords]).toEqual([])

    const before = getCACertificates('default')
    onTestFinished(() => setDefaultCACertificates(before))
    setDefaultCACertificates([...before, certificate.cert])
    expect(await sendEmail(home.core, asAda(starttls.port), message, never)).toEqual({ ok: true })
    expect(await sendEmail(home.core, asAda(tls.port, 'smtps'), message, never)).toEqual({ ok: true })
    expect([starttls.mails[0]?.secure, tls.mails[0]?.secure]).toEqual([true, true])
  })
})

describe('a mail server that', () => {
  it.each([
    ['takes no mail for this address', 550, 'message', /does not take it: 550 no such user/],
    ['is busy', 451, 'carrier', /does not take it: 451 no such user/],
  ] as const)('%s says so', async (_what, responseCode, of, why) => {
    const sink = await smtpSink({
      onRcptTo: (_address, _session, callback) => callback(Object.assign(new Error('no such user'), { responseCode })),
    })
    const home = await testHome()
    const became = await sendEmail(home.core, settings(`smtp://127.0.0.1:${sink.port}`), message, never)
    expect(became).toMatchObject({ ok: false, of, why: expect.stringMatching(why) })
  })

  it('takes mail for some only is told whom it refuses; they alone are tried again, until they get it or are no longer named', async () => {
    const refused = new Set(['ops@example.com', 'boss@example.com'])
    const sink = await smtpSink({
      onRcptTo: ({ address }, _session, callback) =>
        callback(refused.has(address) ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
    })
    const home = await testHome()
    const send = (...to: string[]) => sendEmail(home.core, settings(`smtp://127.0.0.1:${sink.port}`, { to }), message, never)
    const all = ['me@Example.com', 'ops@Example.com', 'boss@example.com']
    const why = `127.0.0.1:${sink.port} does not take it for ops@example.com, boss@example.com: 550 no such user`
    expect(await send(...all)).toEqual({ ok: false, of: 'message', why })
    expect(await send(...all)).toMatchObject({ ok: false, of: 'message', why: expect.stringContaining('for ops@Example.com, boss@ex') })
    refused.delete('ops@example.com')
    expect(await send(...all)).toMatchObject({ ok: false, why: expect.stringContaining('does not take it for boss@example.com: 550') })
    expect(await send('me@Example.com', 'ops@Example.com')).toEqual({ ok: true })
    expect(await send('me@Example.com', 'ops@Example.com', 'owner@example.com')).toEqual({ ok: true })
    expect(sink.mails.map(({ to }) => to)).toEqual([['me@example.com'], ['ops@example.com'], ['owner@example.com']])
    // Whoever got it sees to whom else it went.
    expect(readMail(sink.mails[1]?.raw ?? '').headers.get('to')).toBe('me@example.com, ops@example.com, boss@example.com')
  })

  it('says nothing is given up when Vaultkeeper ends', async () => {
    const server = createServer(() => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
    const address = server.address()
    const home = await testHome()
    const controller = new AbortController()
    const sending = sendEmail(
      home.core,
      settings(`smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`),
      message,
      controller.signal,
    )
    await new Promise<void>((resolve) => server.once('connection', () => resolve()))
    const began = performance.now()
    controller.abort()
    expect(await sending).toMatchObject({ ok: false })
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})
