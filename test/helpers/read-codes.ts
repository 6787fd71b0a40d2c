import type { Browser, Page } from 'playwright-core'
import { decodeQR } from 'qr/decode.js'

/** What the QR codes of a page say, in their order, read from pictures of them as a camera would see them: from the pixels alone. */
export async function readCodes(page: Page): Promise<string[]> {
  // The page itself may forbid everything.
  const blank = await browserOf(page).newPage()
  try {
    const texts: string[] = []
    for (const code of await page.locator('svg').all()) {
      const picture = (await code.screenshot({ animations: 'disabled' })).toString('base64')
      const { width, height, bytes } = await blank.evaluate(pixelsOf, picture)
      texts.push(decodeQR({ width, height, data: Uint8ClampedArray.from(Buffer.from(bytes, 'base64')) }))
    }
    return texts
  } finally {
    await blank.close()
  }
}

function browserOf(page: Page): Browser {
  const browser = page.context().browser()
  if (browser === null) throw new Error('This page is of no browser.')
  return browser
}

/** Runs in a page: the pixels of a picture, four bytes each. */
async function pixelsOf(picture: string): Promise<{ width: number; height: number; bytes: string }> {
  const image = await createImageBitmap(new Blob([Uint8Array.from(atob(picture), (character) => character.charCodeAt(0))]))
  const canvas = new OffscreenCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser draws nothing.')
  context.drawImage(image, 0, 0)
  const { width, height, data } = context.getImageData(0, 0, image.width, image.height)
  let bytes = ''
  for (let at = 0; at < data.length; at += 8192) bytes += String.fromCharCode(...data.subarray(at, at + 8192))
  return { width, height, bytes: btoa(bytes) }
}
