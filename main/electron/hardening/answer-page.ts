import { randomBytes } from 'node:crypto'
import type { Pages } from '../../engine/pages/read-pages.ts'
import { securityHeaders } from '../../engine/pages/security-headers.ts'
import { pagesOrigin } from './pages-scheme.ts'

/** Answers a request of the pages' scheme out of the files that there are. What is not asked for by its exact name is not there; nothing is looked up on the disk. */
export function answerPage(pages: Pages, { method, url }: Pick<Request, 'method' | 'url'>): Response {
  const nonce = randomBytes(16).toString('base64')
  const answer = (status: number, type: string, body: Buffer | string) =>
    new Response(typeof body === 'string' ? body : new Uint8Array(body), {
      status,
      headers: { ...securityHeaders(nonce, `'none'`), 'content-type': type },
    })
  if (method !== 'GET') return answer(405, 'text/plain; charset=utf-8', 'Not allowed.\n')
  // Which page it is stands behind `#`, and is the document's own business.
  const [address = ''] = url.split('#', 1)
  const path = address.startsWith(`${pagesOrigin}/`) ? address.slice(pagesOrigin.length) : undefined
  if (path === '/') return answer(200, 'text/html; charset=utf-8', pages.document(nonce))
  const file = path === undefined ? undefined : pages.files.get(path)
  return file === undefined ? answer(404, 'text/plain; charset=utf-8', 'Not found.\n') : answer(200, file.type, file.content)
}
