import { type Refusal, refusals } from './refusal.ts'

/** What is looked at before anything else of a request. */
export type RequestHead = {
  readonly method: string
  readonly url: string
  readonly httpVersion: string
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[]
}

/** Of these a second one may mean something else to whoever stands in between, and Node takes the first without a word. */
const single = [
  'host',
  'origin',
  'authorization',
  'cookie',
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
]
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
const longestUrl = 8192
const mostHeaders = 100

/** The names under which this server may be asked for, whole: anything else is a foreign name that leads to our address. Pure. */
function ownHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
}

/** Whether a request may come in at all, whoever makes it: its form, the name it asks for, and the site it comes from. Pure. */
export function judgeRequest({ method, url, httpVersion, rawHeaders }: RequestHead, port: number): Refusal | undefined {
  if (httpVersion !== '1.1') return refusals.malformed
  if (rawHeaders.length / 2 > mostHeaders) return refusals.manyHeaders
  const values = new Map<string, string[]>()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? ''
    values.set(name, [...(values.get(name) ?? []), rawHeaders[at + 1] ?? ''])
  }
  const host = values.get('host')?.[0]
  if (single.some((name) => (values.get(name)?.length ?? 0) > 1)) return refusals.malformed
  if (host === undefined || !ownHosts(port).includes(host)) return refusals.host
  if (!methods.has(method)) return refusals.method
  if (values.has('expect')) return refusals.expectation
  const origin = values.get('origin')?.[0]
  if (origin !== undefined && origin !== `http://${host}`) return refusals.foreign
  const site = values.get('sec-fetch-site')?.[0]
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return refusals.foreign
  return judgeUrl(url)
}

/** Whether a request that changes something comes from our own page, as far as a browser tells; a cookie alone proves nothing. Pure. */
export function comesFromOwnPage(origin: string | undefined, site: string | undefined): boolean {
  return origin !== undefined || site === 'same-origin'
}

function judgeUrl(url: string): Refusal | undefined {
  if (url.length > longestUrl) return refusals.address
  if (!/^\/(?!\/)[\x21-\x7e]*$/.test(url) || url.includes('\\') || url.includes('#')) return refusals.malformed
  const [path = ''] = url.split('?')
  try {
    const segments = path.split('/').map((segment) => decodeURIComponent(segment))
    const odd = segments.some((segment) => segment === '.' || segment === '..' || /[\x00-\x1f\x7f\\]/.test(segment))
    return odd ? refusals.malformed : undefined
  } catch {
    return refusals.malformed
  }
}
