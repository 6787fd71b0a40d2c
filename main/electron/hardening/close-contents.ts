import type { WebContents } from 'electron'

/** Closes contents that should not be there: after the event that told of them, for within it they are not all there yet, or go somewhere. */
export function closeContents(contents: WebContents): void {
  setImmediate(() => {
    if (!contents.isDestroyed()) contents.close()
  })
}
