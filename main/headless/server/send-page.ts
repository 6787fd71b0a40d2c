import type { ServerResponse } from 'node:http'
import type { PageFile } from '../../engine/pages/read-pages.ts'
import { securityHeaders } from '../../engine/pages/security-headers.ts'
import { encodingFor, packFile } from './pack-file.ts'

/** Sends a file of the pages, packed as the browser takes it. */
export async function sendFile(response: ServerResponse, file: PageFile, accepted: string | undefined, head: boolean): Promise<void> {
  const wanted = encodingFor(accepted)
  const body = await packFile(file, wanted)
  response.writeHead(200, {
    ...securityHeaders(),
    'content-type': file.type,
    'content-length': String(body.length),
    vary: 'accept-encoding',
    ...(body === file.content ? {} : { 'content-encoding': wanted }),
    // Code that everybody may know, under a name that changes with it.
    ...(file.immutable ? { 'cache-control': 'private, max-age=31536000, immutable' } : {}),
  })
  response.end(head ? undefined : body)
}

/** Sends the document that all pages live in, with a nonce of its own; `cookie` renews the session. */
export function sendDocument(response: ServerResponse, body: Buffer, nonce: string, cookie: string | undefined, head: boolean): void {
  response.writeHead(200, {
    ...securityHeaders(nonce),
    'content-type': 'text/html; charset=utf-8',
    'content-length': String(body.length),
    ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
  })
  response.end(head ? undefined : body)
}
