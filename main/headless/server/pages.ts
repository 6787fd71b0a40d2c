import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { fail } from '../../engine/problem-error.ts'

/** One file of the pages, as it is sent. */
export type PageFile = { readonly type: string; readonly immutable: boolean; readonly body: (encoding: Encoding) => Promise<Buffer> }
/** How a body is packed. */
export type Encoding = 'br' | 'gzip' | 'identity'

/** The pages as they were when the server started, by the exact path that they are asked for with. Nothing else on the disk can be reached. */
export type Pages = { readonly files: ReadonlyMap<string, PageFile>; readonly document: (nonce: string) => Buffer }

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}

const packed = /^(?:text|application)\/|^image\/svg/

/** Reads the built pages. Throws a problem when they are not there. */
export function readPages(folder: string): Pages {
  const document = join(folder, 'index.html')
  if (!existsSync(document))
    return fail('pages-missing', 'The pages of Vaultkeeper have not been built.', 'Build them with: npm run build:pages')
  const html = readFileSync(document, 'utf8')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  const files = new Map<string, PageFile>()
  for (const name of names) {
    const type = types[extname(name)]
    const path = join(folder, name)
    if (type === undefined || !/^[\w./@-]+$/.test(name) || !statSync(path).isFile()) continue
    // Vite puts a hash of the content into the names below assets/: what has such a name never changes.
    files.set(`/${name}`, pageFile(type, readFileSync(path), /^assets\/.+-[\w-]{8,}\.\w+$/.test(name)))
  }
  return { files, document: (nonce) => Buffer.from(html.replaceAll('__NONCE__', nonce)) }
}

/** The best way of packing that a browser takes. Pure. */
export function encodingFor(accepted: string | undefined): Encoding {
  const all = (accepted ?? '').split(',').map((one) => one.trim().toLowerCase())
  return all.includes('br') ? 'br' : all.includes('gzip') ? 'gzip' : 'identity'
}

function pageFile(type: string, content: Buffer, immutable: boolean): PageFile {
  const made = new Map<Encoding, Promise<Buffer>>([['identity', Promise.resolve(content)]])
  const body = (encoding: Encoding): Promise<Buffer> => {
    const known = made.get(encoding) ?? pack(content, encoding)
    made.set(encoding, known)
    return known
  }
  return { type, immutable, body: (encoding) => body(packed.test(type) ? encoding : 'identity') }
}

/** Better packing takes longer than it saves on the way from a machine to itself. */
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }

function pack(content: Buffer, encoding: Encoding): Promise<Buffer> {
  return encoding === 'br' ? promisify(brotliCompress)(content, brotli) : promisify(gzip)(content)
}
