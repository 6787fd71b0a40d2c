import type { BrowserContextOptions } from 'playwright-core'

/** How a person looks at a page. */
export type View = {
  readonly scheme?: 'light' | 'dark'
  /** Of the window, in CSS pixels as they are without zoom. */
  readonly width?: number
  readonly height?: number
  /** 2 is 200 %: half as many CSS pixels on the same screen, which is all that a page sees of it. */
  readonly zoom?: number
  /** Whether things may move. Still by default, so that tests and pictures need not wait. */
  readonly motion?: 'reduce' | 'no-preference'
}

/** The same for Chromium. */
export function contextFor(view: View): BrowserContextOptions {
  const { scheme = 'light', width = 1280, height = 800, zoom = 1, motion = 'reduce' } = view
  return {
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    colorScheme: scheme,
    reducedMotion: motion,
    locale: 'en-GB',
    timezoneId: 'UTC',
  }
}
