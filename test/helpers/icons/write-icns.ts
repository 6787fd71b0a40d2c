/** The types of a macOS icon, each a PNG of so many pixels: 16 and 32 points for dense screens, then 128, 256 and 512 points for both. */
export const icnsTypes = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 } as const

/** Writes a macOS icon. @param pngOf the PNG of a size */
export function writeIcns(pngOf: (size: number) => Buffer): Buffer {
  const parts = Object.entries(icnsTypes).map(([type, size]) => part(type, pngOf(size)))
  return part('icns', Buffer.concat(parts))
}

function part(type: string, data: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.write(type, 0, 'latin1')
  header.writeUInt32BE(data.length + 8, 4)
  return Buffer.concat([header, data])
}
