import type { Raster } from './raster.ts'
import { readPng } from './read-png.ts'

/** Reads the pictures of a Windows icon. Throws where its parts do not agree. */
export function readIco(ico: Buffer): Raster[] {
  if (ico.readUInt32LE(0) !== 0x0001_0000) throw new Error('no icon')
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index
    const size = ico[entry] || 256
    if (ico[entry] !== ico[entry + 1] || ico.readUInt16LE(entry + 6) !== 32) throw new Error('an entry that is not understood')
    const offset = ico.readUInt32LE(entry + 12)
    const data = ico.subarray(offset, offset + ico.readUInt32LE(entry + 8))
    const raster = data.readUInt32LE(0) === 40 ? readBitmap(data) : readPng(data)
    if (raster.width !== size || raster.height !== size) throw new Error('a picture of another size than its entry says')
    return raster
  })
}

function readBitmap(data: Buffer): Raster {
  const [width, height] = [data.readInt32LE(4), data.readInt32LE(8) / 2]
  if (data.length !== 40 + width * height * 4 + Math.ceil(width / 32) * 4 * height) throw new Error('a bitmap of another size than it says')
  const rgba = Buffer.alloc(width * height * 4)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const [blue = 0, green = 0, red = 0, alpha = 0] = data.subarray(40 + ((height - 1 - row) * width + column) * 4)
      rgba.set([red, green, blue, alpha], (row * width + column) * 4)
    }
  return { width, height, rgba }
}
