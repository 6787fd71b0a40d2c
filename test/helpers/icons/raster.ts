import type { Page } from 'playwright-core'

/** A picture as pixels: red, green, blue and alpha of each, row by row. */
export type Raster = { readonly width: number; readonly height: number; readonly rgba: Buffer }

/** Draws an SVG as large as it says. */
export async function rasterOfSvg(page: Page, svg: string): Promise<Raster> {
  const url = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
  const { width, height, text } = await page.evaluate(async (source) => {
    const image = new Image()
    image.src = source
    await image.decode()
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight)
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no canvas')
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    let letters = ''
    for (let at = 0; at < data.length; at += 30_000) letters += String.fromCharCode(...data.subarray(at, at + 30_000))
    return { width: canvas.width, height: canvas.height, text: btoa(letters) }
  }, url)
  return { width, height, rgba: Buffer.from(text, 'base64') }
}

/** The same shape in one colour: `#rrggbb`. */
export function inColour({ width, height, rgba }: Raster, colour: string): Raster {
  const parts = Buffer.from(colour.slice(1), 'hex')
  const painted = Buffer.alloc(rgba.length)
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] ?? 0
    if (alpha > 0) painted.set([...parts, alpha], at)
  }
  return { width, height, rgba: painted }
}
