import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fail } from '../problem-error.ts'

/** One file of the pages. `immutable`: its name changes with its content. */
export type PageFile = { readonly type: string; readonly immutable: boolean; readonly content: Buffer }

/** The pages as they were when the host read them, by the exact path that they are asked for with. Nothing else on the disk can be reached. */
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
    files.set(`/${name}`, { type, immutable: /^assets\/.+-[\w-]{8,}\.\w+$/.test(name), content: readFileSync(path) })
  }
  return { files, document: (nonce) => Buffer.from(html.replaceAll('__NONCE__', nonce)) }
}
