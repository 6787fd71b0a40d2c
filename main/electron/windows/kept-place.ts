import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateFile } from '../../engine/home/write-private-file.ts'
import { systemCode } from '../../engine/problem-error.ts'
import type { WindowPlace } from './place-window.ts'

const fileIn = (cache: string) => join(cache, 'window.json')

/** Where the window stood last; `undefined`: nobody knows. A file that cannot be read, or says something else, is as none. */
export function readPlace(cache: string, log: (text: string) => void): WindowPlace | undefined {
  try {
    return parsePlace(JSON.parse(readFileSync(fileIn(cache), 'utf8')))
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') log(`Where the window stood could not be read: ${String(error)}`)
    return undefined
  }
}

/** Keeps where the window stands, complete or not at all. A full disk costs the place, and nothing else. */
export function keepPlace(cache: string, place: WindowPlace, log: (text: string) => void): void {
  try {
    writePrivateFile(fileIn(cache), `${JSON.stringify(place)}\n`)
  } catch (error) {
    log(`Where the window stands could not be kept: ${String(error)}`)
  }
}

function parsePlace(value: unknown): WindowPlace | undefined {
  if (typeof value !== 'object' || value === null || !('bounds' in value) || !('maximized' in value)) return undefined
  const { bounds, maximized } = value
  if (typeof bounds !== 'object' || bounds === null || typeof maximized !== 'boolean') return undefined
  const { x, y, width, height } = bounds as Record<string, unknown>
  if (!isNumber(x) || !isNumber(y) || !isNumber(width) || !isNumber(height) || width <= 0 || height <= 0) return undefined
  return { bounds: { x, y, width, height }, maximized }
}

/** Whole, and within what any arrangement of screens reaches. */
const isNumber = (value: unknown): value is number => Number.isInteger(value) && Math.abs(value as number) <= 100_000
