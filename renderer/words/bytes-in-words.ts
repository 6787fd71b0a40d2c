const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** `512 bytes`, `3.4 MB`: powers of ten, as drives are sold. */
export function bytesInWords(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  if (unit === 0) return bytes === 1 ? '1 byte' : `${Math.round(bytes)} bytes`
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}
