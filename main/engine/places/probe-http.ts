import { readFileSync } from 'node:fs'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import { systemCode } from '../problem-error.ts'

/** What a server was asked, and what came of it. `untrusted` keeps nobody from going on: whoever knows more of certificates has the last word. */
export type HttpProbe =
  /** No such name; or no network to ask in. */
  | { readonly kind: 'no-such-host' | 'refused' | 'no-route' | 'silent' | 'broken-off' | 'no-tls'; readonly code: string }
  | { readonly kind: 'untrusted'; readonly code: string; readonly certificate: CertificateFacts | undefined }
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }

/** What a certificate says of itself. Times are as the certificate has them. */
export type CertificateFacts = {
  readonly names: readonly string[]
  readonly issuer: string
  readonly validFrom: Date
  readonly validTo: Date
}

/** The head of an answer. */
export type HttpAnswer = {
  readonly status: number
  readonly location: string | undefined
  readonly contentType: string
  /** The server's clock. */
  readonly date: Date | undefined
}

/** What to ask. */
export type HttpQuestion = {
  readonly url: URL
  readonly method?: 'HEAD' | 'DELETE'
  /** PEM file with the certificates to trust besides the usual ones. */
  readonly caCertificate?: string | undefined
  /** `user:password` */
  readonly authorization?: string | undefined
}

/** Asks a server once, on a connection of its own; follows nothing. Never rejects: whoever aborts it gets `silent`. */
export async function probeHttp(
  { url, method = 'HEAD', caCertificate, authorization }: HttpQuestion,
  signal: AbortSignal,
): Promise<HttpProbe> {
  const secure = url.protocol === 'https:'
  const request = secure ? (await import('node:https')).request : plainRequest
  const trusted = secure ? { ca: await trustedAuthorities(caCertificate), rejectUnauthorized: false } : {}
  const headers = { 'User-Agent': 'vaultkeeper', ...(authorization === undefined ? {} : { Authorization: basic(authorization) }) }
  return new Promise((resolve) => {
    const sent = request(url, { method, signal, agent: false, headers, ...trusted }, (answer: IncomingMessage) => {
      answer.on('error', () => undefined)
      resolve({ kind: 'answer', answer: headOf(answer) })
      answer.destroy()
    })
    sent.on('socket', (socket) =>
      socket.once('secureConnect', () => {
        const { authorized, authorizationError } = socket as TLSSocket
        if (authorized) return
        // Nothing is said to whom nobody vouches for: what was to be sent may hold a password.
        resolve({
          kind: 'untrusted',
          code: typeof authorizationError === 'string' ? authorizationError : systemCode(authorizationError),
          certificate: factsOf((socket as TLSSocket).getPeerCertificate()),
        })
        sent.destroy()
      }),
    )
    sent.on('error', (error) => resolve(failureOf(error)))
    sent.end()
  })
}

function basic(userAndPassword: string): string {
  return `Basic ${Buffer.from(userAndPassword).toString('base64')}`
}

/** The own one alone where one is named, as restic has it; else the usual ones and those of this system. A file that is none is left to restic's words. */
async function trustedAuthorities(own: string | undefined): Promise<string[]> {
  const { getCACertificates, rootCertificates } = await import('node:tls')
  if (own !== undefined) {
    try {
      return [readFileSync(own, 'utf8')]
    } catch {
      return []
    }
  }
  // Electron may be older than this.
  return typeof getCACertificates === 'function' ? [...getCACertificates('default'), ...getCACertificates('system')] : [...rootCertificates]
}

function factsOf(certificate: PeerCertificate): CertificateFacts | undefined {
  if (certificate.subject === undefined) return undefined
  const names = (certificate.subjectaltname ?? '').split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, ''))
  const one = (name: string | string[] | undefined) => (Array.isArray(name) ? name[0] : name)
  return {
    names: names.filter((name) => name !== ''),
    issuer: one(certificate.issuer.O) ?? one(certificate.issuer.CN) ?? 'somebody unknown',
    validFrom: new Date(certificate.valid_from),
    validTo: new Date(certificate.valid_to),
  }
}

function headOf({ statusCode = 0, headers }: IncomingMessage): HttpAnswer {
  const date = new Date(headers.date ?? '')
  return {
    status: statusCode,
    location: headers.location,
    contentType: headers['content-type'] ?? '',
    date: Number.isNaN(date.getTime()) ? undefined : date,
  }
}

function failureOf(error: unknown): HttpProbe {
  const code = systemCode(error) || (error instanceof AggregateError ? systemCode(error.errors[0]) : '')
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return { kind: 'no-such-host', code }
    case 'ECONNREFUSED':
      return { kind: 'refused', code }
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return { kind: 'no-route', code }
    case 'ABORT_ERR':
    case 'ETIMEDOUT':
      return { kind: 'silent', code }
    default:
      return { kind: /SSL|TLS|EPROTO/.test(code) ? 'no-tls' : 'broken-off', code }
  }
}
