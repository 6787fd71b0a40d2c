import type { Page } from 'playwright-core'
import { writePng } from './write-png.ts'

/** As many colours as one byte can name. */
const mostColours = 256

/**
 * Makes a picture of a page smaller: with a palette of the colours that it has most of, each other one told as the nearest of these. Pages have few. The
 * browser reads the PNG.
 */
export async function smallPng(page: Page, png: Buffer): Promise<Buffer> {
  const { width, height, pixels } = await page.evaluate(async (source) => {
    const bytes = Uint8Array.from(atob(source), (letter) => letter.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no canvas')
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
    let text = ''
    for (let at = 0; at < data.length; at += 30_000) text += String.fromCharCode(...data.subarray(at, at + 30_000))
    return { width: bitmap.width, height: bitmap.height, pixels: btoa(text) }
  }, png.toString('base64'))
  return indexedPng(width, height, Buffer.from(pixels, 'base64'))
}

function indexedPng(width: number, height: number, rgba: Buffer): Buffer {
  const counts = new Map<number, number>()
  const colourAt = (pixel: number) => rgba.readUInt32BE(pixel * 4) >>> 8
  for (let pixel = 0; pixel < width * height; pixel++) counts.set(colourAt(pixel), (counts.get(colourAt(pixel)) ?? 0) + 1)
  const palette = [...counts]
    .sort((one, other) => other[1] - one[1])
    .slice(0, mostColours)
    .map(([colour]) => colour)
  const nearest = new Map(palette.map((colour, index) => [colour, index]))
  const rows = Buffer.alloc((width + 1) * height)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colour = colourAt(pixel)
    const index = nearest.get(colour) ?? nearestOf(palette, colour)
    nearest.set(colour, index)
    rows[Math.floor(pixel / width) * (width + 1) + 1 + (pixel % width)] = index
  }
  return writePng(width, height, rows, Buffer.from(palette.flatMap(partsOf)))
}

function partsOf(colour: number): [red: number, green: number, blue: number] {
  return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255]
}

function nearestOf(palette: readonly number[], colour: number): number {
  const [red, green, blue] = partsOf(colour)
  let best = { index: 0, distance: Number.POSITIVE_INFINITY }
  for (const [index, other] of palette.entries()) {
    const [r, g, b] = partsOf(other)
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2
    if (distance < best.distance) best = { index, distance }
  }
  return best.index
}
