import { crc32, deflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * Writes a PNG of eight bits.
 * @param rows each begins with its filter: zero for none
 * @param palette red, green and blue of each colour that a byte of `rows` may name; without it three bytes are a pixel, or four with `alpha`
 */
export function writePng(width: number, height: number, rows: Buffer, palette?: Buffer | 'alpha'): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, palette === undefined ? 2 : palette === 'alpha' ? 6 : 3, 0, 0, 0], 8)
  const colours = palette === undefined || palette === 'alpha' ? [] : [chunk('PLTE', palette)]
  const data = chunk('IDAT', deflateSync(rows, { level: 9 }))
  return Buffer.concat([signature, chunk('IHDR', header), ...colours, data, chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}
