import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Refusal } from './refusal.ts'
import { securityHeaders } from './security-headers.ts'

/** The most of a body that is worth waiting for, so that the answer is read; of a longer one the connection is cut. */
const worthWaiting = 1_048_576

/** Answers with a refusal: as a page to a browser that wants one, else in a line of text. */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal, nonce: string): void {
  if (response.headersSent) return void response.destroy()
  const wantsPage = /\btext\/html\b/.test(request.headers.accept ?? '')
  const body = wantsPage ? page(refusal, nonce) : `${refusal.title}. ${refusal.text}\n`
  const endless = isEndless(request, refusal)
  // The other side may be sending still: it gets the time to read why, and then no more.
  if (endless) response.once('finish', () => setTimeout(() => request.socket.destroy(), 200).unref())
  const headers = {
    ...securityHeaders(nonce),
    ...refusal.headers,
    'content-type': `text/${wantsPage ? 'html' : 'plain'}; charset=utf-8`,
    'content-length': String(Buffer.byteLength(body)),
    ...(endless ? { connection: 'close' } : {}),
  }
  response.writeHead(refusal.status, headers).end(request.method === 'HEAD' ? undefined : body)
}

function isEndless({ complete, headers }: IncomingMessage, { status }: Refusal): boolean {
  return !complete && (status === 413 || Number(headers['content-length'] ?? 0) > worthWaiting)
}

/** The same for a request that could not even be read, as the bytes of an answer. */
export function rawRefusal({ status, title, text, headers }: Refusal): string {
  const body = `${title}. ${text}\n`
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

const page = ({ title, text }: Refusal, nonce: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} - Vaultkeeper</title>
<style nonce="${nonce}">
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 34rem; padding: 2rem }
h1 { font-size: 1.375rem; line-height: 1.3; margin: 0 0 0.75rem }
p { margin: 0 }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
</main>
</body>
</html>
`
