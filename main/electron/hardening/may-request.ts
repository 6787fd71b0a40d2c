import type { OnBeforeRequestListenerDetails } from 'electron'
import { pagesOrigin } from './pages-scheme.ts'

/**
 * Whether a page may ask for something at all: our own files, the pictures and texts that it made itself, and nothing that a network or a disk would answer. No frame
 * is among it. Pure.
 */
export function mayRequest({ url, resourceType }: Pick<OnBeforeRequestListenerDetails, 'url' | 'resourceType'>): boolean {
  if (resourceType === 'subFrame' || resourceType === 'object' || resourceType === 'webSocket') return false
  if (url.startsWith(`${pagesOrigin}/`) || url.startsWith(`blob:${pagesOrigin}/`)) return true
  return resourceType === 'image' && url.startsWith('data:image/')
}
