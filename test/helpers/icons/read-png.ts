import { inflateSync } from 'node:zlib'
import type { Raster } from './raster.ts'

/** Reads a PNG of the kind that the maker of the icons writes: four bytes a pixel, with the filters that it uses. Throws on any other. */
export function readPng(png: Buffer): Raster {
  if (png.toString('latin1', 1, 4) !== 'PNG') throw new Error('no PNG')
  const parts = chunksOf(png)
  const header = parts.find(({ type }) => type === 'IHDR')?.data
  if (header === undefined || header.readUInt16BE(8) !== 0x0806) throw new Error('not of four bytes a pixel')
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const rows = inflateSync(Buffer.concat(parts.flatMap(({ type, data }) => (type === 'IDAT' ? [data] : []))))
  const stride = width * 4
  if (rows.length !== (stride + 1) * height) throw new Error('of another size than it says')
  const rgba = Buffer.alloc(stride * height)
  for (let row = 0; row < height; row++) {
    const filter = rows[row * (stride + 1)] ?? 0
    if (filter > 2) throw new Error(`a filter that is not known: ${filter}`)
    for (let at = 0; at < stride; at++) {
      const to = row * stride + at
      const before = filter === 1 ? (at < 4 ? 0 : rgba[to - 4]) : filter === 2 ? (row === 0 ? 0 : rgba[to - stride]) : 0
      rgba[to] = (rows[row * (stride + 1) + 1 + at] ?? 0) + (before ?? 0)
    }
  }
  return { width, height, rgba }
}

function chunksOf(png: Buffer): { readonly type: string; readonly data: Buffer }[] {
  const found = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    found.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) })
    at += length + 12
  }
  return found
}
