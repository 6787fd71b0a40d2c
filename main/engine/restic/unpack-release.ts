import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import type { Step } from './download-release.ts'
import type { Release } from './releases.ts'

/** restic is some 40 MB; an archive that unpacks to more than this is not it. */
const UNPACKED_CAP = 256 * 1024 * 1024

/**
 * Unpacks the one program inside a release file, whose SHA-256 has been compared before, to `program` (which must not exist).
 * Done with our own means: a bare Linux has no `bunzip2`, and Windows no `unzip`.
 */
export async function unpackRelease(archive: string, packing: Release['packing'], program: string): Promise<Step> {
  try {
    if (packing === 'bz2') await unpackBzip2(archive, program)
    else await writeFile(program, await programInZip(await readFile(archive)), { flag: 'wx', mode: 0o600 })
    return { ok: true }
  } catch (error) {
    return { ok: false, why: `it could not be unpacked (${error instanceof Error ? error.message : String(error)})` }
  }
}

async function unpackBzip2(archive: string, program: string): Promise<void> {
  // Loaded here only: it is needed once in the life of an installation.
  const { default: unbzip2 } = await import('unbzip2-stream')
  const packed = createReadStream(archive)
  // An old-style stream, which a pipeline cannot hold: it says "close" while its last bytes are still on the way, and passes no errors on.
  const unpacking = packed.pipe(unbzip2())
  const unpacked = unpacking.pipe(new PassThrough())
  for (const stage of [packed, unpacking]) stage.on('error', (error: Error) => unpacked.destroy(error))
  await pipeline(unpacked, limit(UNPACKED_CAP), createWriteStream(program, { flags: 'wx', mode: 0o600 }))
}

function limit(cap: number) {
  return async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > cap) throw new Error('it is far too large')
      yield chunk
    }
  }
}

/**
 * The one file inside a zip archive, found as the format wants it: from the end record (`PK\5\6`, in the last 64 kB) to the directory entry
 * (`PK\1\2`, sizes and place) to the local header (`PK\3\4`, whose name and extra fields have their own lengths).
 */
export async function programInZip(zip: Buffer): Promise<Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0 || end + 22 > zip.length) throw new Error('it is not a zip archive')
  if (zip.readUInt16LE(end + 10) !== 1) throw new Error('it does not hold exactly one file')
  const entry = zip.readUInt32LE(end + 16)
  const method = zip.readUInt16LE(entry + 10)
  const size = zip.readUInt32LE(entry + 20)
  const header = zip.readUInt32LE(entry + 42)
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
  const content = zip.subarray(start, start + size)
  if (method === 0) return content
  if (method !== 8) throw new Error(`its packing method (${method}) is not known`)
  return promisify(inflateRaw)(content, { maxOutputLength: UNPACKED_CAP }) as Promise<Buffer>
}
