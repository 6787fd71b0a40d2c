import { connect, type Socket } from 'node:net'
import { domainToASCII } from 'node:url'
import type { Configuration } from '../../../contract/configuration.ts'
import type { NewsMessage } from '../../../contract/news-message.ts'
import type { Core } from '../../core.ts'
import { systemCode } from '../../problem-error.ts'
import { findCarrierSecret } from '../../secrets/carrier-secret.ts'
import { renderText } from '../render-text.ts'
import { carrierFailed, type Delivery, delivered } from './carrier.ts'

type EmailSettings = NonNullable<Configuration['notifications']['email']>

/** How long connecting and each answer may take, in milliseconds. */
const timeCap = 20_000

/**
 * Who has a message already that the server refused for others, by its id. Kept by this process alone: behind a restart a second copy is better than
 * that somebody never hears.
 */
const reached = new WeakMap<Core, Map<string, Set<string>>>()

/** Sends a message by SMTP, once, to all who have not got it yet; it is delivered when all have. Never throws. */
export async function sendEmail(core: Core, settings: EmailSettings, message: NewsMessage, signal: AbortSignal): Promise<Delivery> {
  const server = new URL(settings.smtp)
  const ofAll = reached.get(core) ?? new Map<string, Set<string>>()
  reached.set(core, ofAll)
  const have = ofAll.get(message.id) ?? new Set()
  const to = settings.to.filter((address) => !have.has(asSent(address)))
  // Who was refused is no longer named.
  if (to.length === 0) return delivered
  const found = settings.user === undefined ? null : await findCarrierSecret(core)
  if (found !== null && 'why' in found) return carrierFailed(found.why)
  const password = found?.value ?? null
  // Only now, and of the library only this way of sending: most starts of Vaultkeeper send nothing.
  const [{ default: Mailer }, { default: SmtpTransport }] = await Promise.all([
    import('nodemailer/lib/mailer'),
    import('nodemailer/lib/smtp-transport'),
  ])
  const loopback = isLoopback(server.hostname)
  const host = server.hostname.replace(/^\[|\]$/g, '')
  const port = Number(server.port) || (server.protocol === 'smtps:' ? 465 : 587)
  const line = openLine(host, port, signal)
  const options = {
    host,
    port,
    secure: server.protocol === 'smtps:',
    // A password goes over an encrypted line only. What stays on this machine needs none, and its certificate is its own.
    requireTLS: password !== null && !loopback,
    ignoreTLS: loopback && server.protocol === 'smtp:',
    ...(password === null || settings.user === undefined ? {} : { auth: { user: settings.user, pass: password } }),
    getSocket: line.getSocket,
    greetingTimeout: timeCap,
    socketTimeout: timeCap,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
  const transport = new Mailer(new SmtpTransport(options), options)
  const mail = { ...mailOf(core, settings, message), envelope: { from: settings.from, to } }
  try {
    const { accepted, rejected, rejectedErrors = [] } = await Promise.race([transport.sendMail(mail), line.broken])
    const [refusal] = rejectedErrors
    if (refusal === undefined) {
      ofAll.delete(message.id)
      return delivered
    }
    ofAll.set(message.id, new Set([...have, ...accepted.map(asSent)]))
    return failureOf(refusal, server.host, core.redactor.redact, rejected)
  } catch (error) {
    return failureOf(error, server.host, core.redactor.redact, have.size === 0 ? [] : to)
  } finally {
    line.close()
    transport.close()
  }
}

/** Envelope, headers and text. The Message-ID is the same at each attempt, so that a mail program shows a second copy once. */
function mailOf(core: Core, { to, from }: EmailSettings, message: NewsMessage) {
  const now = core.ports.clock.now()
  const urgent = message.kind === 'failed' || message.kind === 'anomaly' || message.kind === 'stale'
  return {
    from: { name: `Vaultkeeper on ${message.host}`, address: from },
    to: [...to],
    subject: `${message.title} (${message.host})`,
    text: renderText(message, core.ports.machine.zone(), now, `You get this because the configuration sends "${message.kind}" by e-mail.`),
    date: now,
    messageId: `<${message.id}@${hostPart(from)}>`,
    // The whole story of one subject stands together: a failure, and that it is over.
    references: `<${subjectHash(message.subject)}@${hostPart(from)}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Vaultkeeper-Kind': message.kind },
    ...(urgent ? { priority: 'high' as const } : {}),
  }
}

/** An address as the library hands it to the server. */
function asSent(address: string): string {
  return `${address.slice(0, -hostPart(address).length)}${domainToASCII(hostPart(address))}`
}

function hostPart(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

function subjectHash(subject: string): string {
  return Buffer.from(subject).toString('base64url')
}

/** A server on this very machine. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/** nodemailer's codes, in words (https://nodemailer.com/errors). `refused`: those who do not get it, where others did. */
function failureOf(error: unknown, host: string, redact: (text: string) => string, refused: readonly string[]): Delivery {
  const code = systemCode(error)
  const { responseCode, response } = error as { responseCode?: number; response?: string }
  const said = response === undefined ? '' : `: ${redact(response).split('\n')[0]?.slice(0, 200)}`
  switch (code) {
    case 'EAUTH':
      return carrierFailed(`${host} does not accept the user name and password`)
    case 'ETLS':
      return carrierFailed(`${host} offers no encrypted line that can be trusted`)
    case 'ETIMEDOUT':
      return carrierFailed(`${host} did not answer in time`)
    case 'EDNS':
    case 'ENOTFOUND':
      return carrierFailed(`${host} is not known: there is no such host, or no network`)
    case 'EENVELOPE':
    case 'EMESSAGE':
      return {
        ok: false,
        why: `${host} does not take it${refused.length === 0 ? '' : ` for ${refused.join(', ')}`}${said}`,
        of: responseCode !== undefined && responseCode >= 500 ? 'message' : 'carrier',
      }
    default: {
      const cause = (error as { cause?: unknown }).cause
      const refused = code === 'ECONNREFUSED' || systemCode(cause) === 'ECONNREFUSED' || /ECONNREFUSED/.test(String(error))
      return carrierFailed(refused ? `${host} refuses the connection` : `${host} cannot be reached (${code || 'unknown reason'})`)
    }
  }
}

/**
 * The connection to a mail server, in our own hand: the library would leave it open when it is not waited for any more. `broken` rejects when
 * `signal` aborts, or when all of it has taken too long: no server may keep us for ever, one byte at a time.
 */
function openLine(host: string, port: number, signal: AbortSignal) {
  const broken = Promise.withResolvers<never>()
  // It may reject when nobody waits for it any more.
  broken.promise.catch(() => undefined)
  let socket: Socket | undefined
  const cut = (code: string) => {
    broken.reject(Object.assign(new Error(code), { code }))
    socket?.destroy()
  }
  const onAbort = () => cut('ABORT_ERR')
  const timer = setTimeout(() => cut('ETIMEDOUT'), 3 * timeCap)
  signal.addEventListener('abort', onAbort, { once: true })
  return {
    broken: broken.promise,
    getSocket: (_options: unknown, callback: (error: Error | null, found?: { connection: Socket }) => void) => {
      if (signal.aborted) return callback(new Error('aborted'))
      const made = connect({ host, port, timeout: timeCap })
      socket = made
      const onError = (error: Error) => callback(error)
      made.once('error', onError)
      made.once('timeout', () => made.destroy(Object.assign(new Error('too long'), { code: 'ETIMEDOUT' })))
      made.once('connect', () => {
        made.off('error', onError)
        made.setTimeout(0)
        callback(null, { connection: made })
      })
    },
    close: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket?.destroy()
    },
  }
}
