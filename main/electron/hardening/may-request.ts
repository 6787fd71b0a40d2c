import type { OnBeforeRequestListenerDetails } from 'electron'
import { pagesOrigin } from './pages-scheme.ts'

/**
 * Whether a page may ask for something at all: our own files, the pictures and texts that it made itself, and nothing that a network or a disk would answer. No frame
 * is among it, and nobody who is another origin. Pure.
 */
export function mayRequest(details: Pick<OnBeforeRequestListenerDetails, 'url' | 'resourceType' | 'initiatorOrigin'>): boolean {
  const { url, resourceType, initiatorOrigin } = details
  // What the app itself loads has none.
  if (initiatorOrigin !== undefined && initiatorOrigin !== pagesOrigin) return false
  if (resourceType === 'subFrame' || resourceType === 'object' || resourceType === 'webSocket') return false
  if (url.startsWith(`${pagesOrigin}/`) || url.startsWith(`blob:${pagesOrigin}/`)) return true
  return resourceType === 'image' && url.startsWith('data:image/')
}
