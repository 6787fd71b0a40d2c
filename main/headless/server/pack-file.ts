import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { PageFile } from '../../engine/pages/read-pages.ts'

/** How a body is packed. */
export type Encoding = 'br' | 'gzip' | 'identity'

/** The best way of packing that a browser takes. Pure. */
export function encodingFor(accepted: string | undefined): Encoding {
  const all = (accepted ?? '').split(',').map((one) => one.trim().toLowerCase())
  return all.includes('br') ? 'br' : all.includes('gzip') ? 'gzip' : 'identity'
}

const worthPacking = /^(?:text|application)\/|^image\/svg/
const packed: Readonly<Record<Exclude<Encoding, 'identity'>, WeakMap<PageFile, Promise<Buffer>>>> = {
  br: new WeakMap(),
  gzip: new WeakMap(),
}

/** A file of the pages as it is sent, packed once; what packing would not make smaller goes as it is. */
export function packFile(file: PageFile, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'identity' || !worthPacking.test(file.type)) return Promise.resolve(file.content)
  const known = packed[encoding].get(file) ?? pack(file.content, encoding)
  packed[encoding].set(file, known)
  return known
}

/** Better packing takes longer than it saves on the way from a machine to itself. */
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }

function pack(content: Buffer, encoding: Encoding): Promise<Buffer> {
  return encoding === 'br' ? promisify(brotliCompress)(content, brotli) : promisify(gzip)(content)
}
