import { type IncomingMessage, request as plainRequest } from 'node:http'
import { systemCode } from '../../problem-error.ts'
import { type Delivery, delivered } from './carrier.ts'

/** What is posted, and where to. */
export type HttpPost = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** How long one delivery may take in all, in milliseconds. */
const timeCap = 10_000
const mostRedirects = 3

/**
 * Posts something once. Redirects are followed a few times with the same body, and never to another scheme: neither from `https` to what can be read
 * on the way, nor to files. Never throws; addresses are secrets with many services, so only hosts are named.
 */
export async function sendHttp(post: HttpPost, signal: AbortSignal, cap: number = timeCap): Promise<Delivery> {
  const timer = new AbortController()
  const timeout = setTimeout(() => timer.abort(), cap)
  const either = AbortSignal.any([signal, timer.signal])
  let url = new URL(post.url)
  try {
    for (let hop = 0; ; hop++) {
      const { status, location } = await once(url, post, either)
      if (status >= 200 && status < 300) return delivered
      if (status < 300 || status >= 400 || location === undefined) return refused(url.host, status)
      if (hop === mostRedirects) return failed(`${url.host} leads from one address to another without end`)
      const next = parse(location, url)
      // A 303 says that the answer lies elsewhere, to be fetched: what was posted would be lost.
      if (next === undefined || status === 303 || status === 304) return refused(url.host, status)
      if (next.protocol !== url.protocol)
        return failed(
          `${url.host} leads to an address of another kind (${next.protocol}//${next.host}): write that one into the configuration`,
        )
      url = next
    }
  } catch (error) {
    if (timer.signal.aborted) return failed(`${url.host} did not answer within ${cap / 1000} seconds`)
    return failed(`${url.host} ${reasonOf(error)}`)
  } finally {
    clearTimeout(timeout)
  }
}

async function once(url: URL, { headers, body }: HttpPost, signal: AbortSignal): Promise<{ status: number; location: string | undefined }> {
  const request = url.protocol === 'https:' ? (await import('node:https')).request : plainRequest
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body)
    const sent = request(
      url,
      {
        method: 'POST',
        signal,
        // A connection of its own: nothing is kept open in between.
        agent: false,
        headers: { 'User-Agent': 'vaultkeeper', ...headers, 'Content-Length': bytes.length },
      },
      (answer: IncomingMessage) => {
        // Its words are of no use to us, and may be endless.
        answer.on('error', () => undefined)
        resolve({ status: answer.statusCode ?? 0, location: answer.headers.location })
        answer.destroy()
      },
    )
    sent.on('error', reject)
    sent.end(bytes)
  })
}

function parse(location: string, base: URL): URL | undefined {
  return URL.canParse(location, base.href) ? new URL(location, base) : undefined
}

function failed(why: string): Delivery {
  return { ok: false, why, of: 'carrier' }
}

/** What the server thinks of this very message, or of us. */
function refused(host: string, status: number): Delivery {
  const ofUs = new Set([401, 403, 404, 405, 408, 410, 425, 429])
  const words: Record<number, string> = {
    401: 'does not let us in',
    403: 'does not let us in',
    404: 'knows no such address',
    410: 'knows that address no longer',
    429: 'has had too many messages',
  }
  const why = `${host} ${words[status] ?? (status >= 500 ? 'has trouble of its own' : 'does not take it')} (HTTP ${status})`
  return { ok: false, why, of: status >= 400 && status < 500 && !ofUs.has(status) ? 'message' : 'carrier' }
}

/** Why a server could not be spoken to: the end of a sentence about it. Pure. */
function reasonOf(error: unknown): string {
  const code = systemCode(error) || (error instanceof AggregateError ? systemCode(error.errors[0]) : '')
  const words: Record<string, string> = {
    ECONNREFUSED: 'refuses the connection',
    ECONNRESET: 'broke the connection off',
    ENOTFOUND: 'is not known: there is no such host, or no network',
    EAI_AGAIN: 'could not be looked up: there is no network',
    ENETUNREACH: 'cannot be reached: there is no network',
    EHOSTUNREACH: 'cannot be reached',
    ETIMEDOUT: 'does not answer',
    EPIPE: 'broke the connection off',
    ABORT_ERR: 'was not waited for',
  }
  if (/CERT|SSL|TLS|SELF_SIGNED|VERIFY/.test(code)) return `has a certificate that cannot be trusted (${code})`
  return words[code] ?? `cannot be reached (${code || 'unknown reason'})`
}
