import { encodeQR } from 'qr'
import type { KitCode } from '../../contract/procedures/kit.ts'
import { inParts } from './kit-script.ts'

/** So many bytes make a code that a telephone still reads from paper at the size in which we print it. */
const wanted = 950

/** What the largest code of all holds in bytes at the least correction of errors (ISO/IEC 18004, version 40-L). */
const largest = 2953

/**
 * The codes of a text: several where it is long. Empty where one line of it alone is more than a code can hold (a chain of certificates, say): that is to be
 * kept as a file. Pure.
 */
export function kitCodes(text: string, title: string): KitCode[] {
  const parts = inParts(text, wanted)
  if (parts.some((part) => Buffer.byteLength(part) > largest)) return []
  return parts.map((part, at) => kitCode(part, parts.length === 1 ? title : `${title}, ${at + 1} of ${parts.length}`))
}

/** One code. Pure. */
export function kitCode(text: string, title: string): KitCode {
  const modules = modulesOf(text)
  const path = modules.flatMap((row, y) => runs(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`)).join('')
  return { title, text, size: modules.length, path }
}

/** The modules of a code, with the quiet zone of four that belongs to it (ISO/IEC 18004); `true` is dark. Pure. */
export function modulesOf(text: string): boolean[][] {
  return encodeQR(text, 'raw', { ecc: Buffer.byteLength(text) > wanted ? 'low' : 'medium', border: 4 })
}

/** Where dark modules begin in a row, and how many they are. */
function runs(row: readonly boolean[]): [number, number][] {
  const found: [number, number][] = []
  row.forEach((dark, x) => {
    const last = found.at(-1)
    if (!dark) return
    if (last !== undefined && last[0] + last[1] === x) last[1]++
    else found.push([x, 1])
  })
  return found
}
