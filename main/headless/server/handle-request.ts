import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Pages } from '../../engine/pages/read-pages.ts'
import { securityHeaders } from '../../engine/pages/security-headers.ts'
import type { Ports } from '../../engine/ports.ts'
import type { Credentials } from './credentials.ts'
import { comesFromOwnPage, judgeRequest } from './judge-request.ts'
import type { ProceduresHost } from './procedures.ts'
import { readJson } from './read-json.ts'
import { type Refusal, refusals } from './refusal.ts'
import { sendDocument, sendFile } from './send-page.ts'
import { sendRefusal } from './send-refusal.ts'

/** What requests are answered with. */
export type Site = {
  readonly port: number
  readonly pages: Pages
  readonly procedures: ProceduresHost
  readonly credentials: Credentials
  readonly ports: Pick<Ports, 'clock' | 'randomBytes' | 'log'>
}

/** Answers one request; whatever happens it gets an answer, and nothing is thrown. */
export async function handleRequest(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const nonce = site.ports.randomBytes(16).toString('base64')
  try {
    const refusal = await answer(site, request, response, nonce)
    if (refusal !== undefined) sendRefusal(request, response, refusal, nonce)
  } catch (error) {
    // The client went in the middle: there is nobody to tell.
    if (response.destroyed) return
    site.ports.log(error instanceof Error ? (error.stack ?? error.message) : String(error))
    sendRefusal(request, response, refusals.failed, nonce)
  }
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse, nonce: string): Promise<Refusal | undefined> {
  const { method = '', url = '', httpVersion, rawHeaders, headers } = request
  const refused = judgeRequest({ method, url, httpVersion, rawHeaders }, site.port)
  if (refused !== undefined) return refused
  const now = site.ports.clock.now()
  const [path = '', query = ''] = splitUrl(url)
  const head = method === 'HEAD'
  const looks = method === 'GET' || head
  const who = site.credentials.judge(headers.authorization, headers.cookie, now)
  if (path === '/' && method === 'GET' && headers.authorization === undefined) {
    const code = new URLSearchParams(query).get('code')
    if (code !== null) return exchange(site, response, code, who.by === 'cookie', now)
  }
  if (who.by === 'nobody') return who.refusal
  if (who.by === 'cookie' && !looks && !comesFromOwnPage(headers.origin, text(headers['sec-fetch-site']))) return refusals.foreign
  if (looks && hasBody(request)) return refusals.malformed
  const cookie = who.by === 'cookie' && who.ageing ? site.credentials.setCookie(now) : undefined
  if (path.startsWith('/rpc/') || (path.startsWith('/api/') && path !== '/api/openapi.json')) {
    return head ? refusals.method : answerProcedure(site, request, response, looks, cookie)
  }
  if (!looks) return refusals.method
  if (path === '/api/openapi.json') return giveJson(response, await site.procedures.document(), head)
  if (path === '/') return void sendDocument(response, site.pages.document(nonce), nonce, cookie, head)
  const file = site.pages.files.get(path)
  return file === undefined ? refusals.missing : void (await sendFile(response, file, text(headers['accept-encoding']), head))
}

/** `cookie` renews the session: a page that stays open is never loaded anew. */
async function answerProcedure(
  { procedures }: Site,
  request: IncomingMessage,
  response: ServerResponse,
  looks: boolean,
  cookie: string | undefined,
): Promise<Refusal | undefined> {
  const read = looks ? { value: undefined } : await readJson(request)
  if ('refusal' in read) return read.refusal
  for (const [name, value] of Object.entries(securityHeaders())) response.setHeader(name, value)
  if (cookie !== undefined) response.setHeader('set-cookie', cookie)
  // A body that says nothing is one all the same, for it has been read.
  const known = await procedures.answer(request, response, looks ? undefined : (read.value ?? {}))
  return known ? undefined : refusals.missing
}

/** A code for a cookie. The address is left at once, so that the code stands in no bookmark. */
function exchange(site: Site, response: ServerResponse, code: string, known: boolean, now: Date): Refusal | undefined {
  const { credentials } = site
  const taken = credentials.takeCode(code)
  // Opened a second time by the same browser: it is in already.
  if (taken !== 'good' && !known) return taken === 'limited' ? refusals.manyGuesses : refusals.usedCode
  response.writeHead(303, {
    ...securityHeaders(),
    location: '/',
    'content-length': '0',
    ...(taken === 'good' ? { 'set-cookie': credentials.setCookie(now) } : {}),
  })
  response.end()
  return undefined
}

function giveJson(response: ServerResponse, body: string, head: boolean): undefined {
  const headers = { ...securityHeaders(), 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
  response.writeHead(200, headers).end(head ? undefined : body)
}

function splitUrl(url: string): readonly string[] {
  const at = url.indexOf('?')
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)]
}

const text = (header: string | readonly string[] | undefined): string | undefined => (typeof header === 'string' ? header : header?.[0])
const hasBody = ({ headers }: IncomingMessage): boolean =>
  Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined
