import type { DownloadItem } from 'electron'
import { pagesOrigin } from './pages-scheme.ts'

/** Whether something may be saved: only what a page of ours made itself, which is the emergency kit. The person is asked where to. Pure. */
export function mayDownload(item: Pick<DownloadItem, 'getURL' | 'getURLChain' | 'getInitiatorOrigin'>): boolean {
  const made = (url: string) => url.startsWith(`blob:${pagesOrigin}/`)
  return item.getInitiatorOrigin() === pagesOrigin && made(item.getURL()) && item.getURLChain().every(made)
}
