import { writePng } from '../write-png.ts'
import type { Raster } from './raster.ts'

/** Writes a picture as PNG with its alpha, each row told by its difference from what is left of it or above it, whichever is less to tell. */
export function alphaPng({ width, height, rgba }: Raster): Buffer {
  const stride = width * 4
  const rows = Array.from({ length: height }, (_, row) => {
    const line = rgba.subarray(row * stride, (row + 1) * stride)
    const above = row === 0 ? Buffer.alloc(stride) : rgba.subarray((row - 1) * stride, row * stride)
    const filtered = [
      Buffer.from(line),
      line.map((value, at) => value - (line[at - 4] ?? 0)),
      line.map((value, at) => value - (above[at] ?? 0)),
    ].map((data, filter) => ({ filter, data: Buffer.from(data), weight: weightOf(data) }))
    const [least] = filtered.toSorted((one, other) => one.weight - other.weight)
    return Buffer.concat([Buffer.from([least?.filter ?? 0]), least?.data ?? line])
  })
  return writePng(width, height, Buffer.concat(rows), 'alpha')
}

function weightOf(data: Uint8Array): number {
  return data.reduce((sum, value) => sum + Math.min(value, 256 - value), 0)
}
