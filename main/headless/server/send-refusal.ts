import type { IncomingMessage, ServerResponse } from 'node:http'
import { securityHeaders } from '../../engine/pages/security-headers.ts'
import type { Refusal } from './refusal.ts'

/** The most of a body that is worth waiting for, so that the answer is read; of a longer one the connection is cut. */
const worthWaiting = 1_048_576

/** How long one that is cut has to read its answer, in ms. */
const patience = 500

/** Answers with a refusal: as a page to a browser that wants one, else in a line of text. */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal, nonce: string): void {
  if (response.headersSent) return void response.destroy()
  const wantsPage = /\btext\/html\b/.test(request.headers.accept ?? '')
  const body = wantsPage ? page(refusal, nonce) : line(refusal)
  const endless = isEndless(request, refusal)
  // The other side may be sending still: it gets the time to read why, and then no more. Without `connection: close`, upon which Node would end the connection
  // at once, with what is unread still in it: the other side is told of a reset then, and may never see the answer.
  if (endless) response.once('finish', () => setTimeout(() => request.socket.destroy(), patience).unref())
  const headers = {
    ...securityHeaders(nonce),
    ...refusal.headers,
    'content-type': `text/${wantsPage ? 'html' : 'plain'}; charset=utf-8`,
    'content-length': String(Buffer.byteLength(body)),
  }
  response.writeHead(refusal.status, headers).end(request.method === 'HEAD' ? undefined : body)
}

function isEndless({ complete, headers }: IncomingMessage, { status }: Refusal): boolean {
  return !complete && (status === 413 || Number(headers['content-length'] ?? 0) > worthWaiting)
}

/** The same for a request that could not even be read, as the bytes of an answer. */
export function rawRefusal(refusal: Refusal): string {
  const { status, headers } = refusal
  const body = line(refusal)
  const all = {
    ...securityHeaders(),
    ...headers,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${body}`
}

const line = ({ title, text }: Refusal): string => `${title}. ${text.replaceAll('`', '')}\n`

const page = ({ title, text }: Refusal, nonce: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Vaultkeeper</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; --page: #f7f7f7; --card: #ffffff; --line: #dee2e6; --text: #1a1b1e; --brand: #1f5f8b; --code: #eef3f8 }
@media (prefers-color-scheme: dark) { :root { --page: #141517; --card: #1f2023; --line: #3a3b3f; --text: #e9ecef; --brand: #8ec1e8; --code: #2b2d31 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 36rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem }
.brand { margin: 0 0 1.5rem; color: var(--brand); font-weight: 600 }
h1 { margin: 0 0 0.75rem; font-size: 1.375rem; line-height: 1.3 }
p { margin: 0; overflow-wrap: anywhere }
code { padding: 0.1em 0.35em; border-radius: 0.25rem; background: var(--code); font: 0.9em ui-monospace, monospace; white-space: nowrap }
</style>
</head>
<body>
<main>
<p class="brand">Vaultkeeper</p>
<h1>${title}</h1>
<p>${text.replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>
</main>
</body>
</html>
`
