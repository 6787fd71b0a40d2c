import { alphaPng } from './alpha-png.ts'
import type { Raster } from './raster.ts'

/** Larger ones are PNGs inside, which Windows reads since Vista; small ones are what every part of it reads. */
const largestBitmap = 32

/** Writes a Windows icon of several sizes, of 256 pixels at most. */
export function writeIco(rasters: readonly Raster[]): Buffer {
  const images = rasters.map((raster) => ({ raster, data: raster.width > largestBitmap ? alphaPng(raster) : bitmap(raster) }))
  const header = Buffer.alloc(6 + 16 * images.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(images.length, 4)
  let offset = header.length
  for (const [at, { raster, data }] of images.entries()) {
    const entry = 6 + 16 * at
    // Zero stands for 256.
    header.set([raster.width % 256, raster.height % 256, 0, 0], entry)
    header.writeUInt16LE(1, entry + 4)
    header.writeUInt16LE(32, entry + 6)
    header.writeUInt32LE(data.length, entry + 8)
    header.writeUInt32LE(offset, entry + 12)
    offset += data.length
  }
  return Buffer.concat([header, ...images.map(({ data }) => data)])
}

/** A bitmap with alpha, from the last row to the first, and the mask behind it that only very old programs look at. */
function bitmap({ width, height, rgba }: Raster): Buffer {
  const header = Buffer.alloc(40)
  header.writeUInt32LE(40, 0)
  header.writeInt32LE(width, 4)
  header.writeInt32LE(height * 2, 8)
  header.writeUInt16LE(1, 12)
  header.writeUInt16LE(32, 14)
  const maskRow = Math.ceil(width / 32) * 4
  const pixels = Buffer.alloc(width * height * 4)
  const mask = Buffer.alloc(maskRow * height)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray((row * width + column) * 4)
      const to = height - 1 - row
      pixels.set([blue, green, red, alpha], (to * width + column) * 4)
      if (alpha === 0) {
        const at = to * maskRow + (column >> 3)
        mask[at] = (mask[at] ?? 0) | (0x80 >> (column & 7))
      }
    }
  return Buffer.concat([header, pixels, mask])
}
