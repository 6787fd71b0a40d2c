import type { WebContents, WebFrameMain } from 'electron'
import { isOurDocument, pagesOrigin } from '../hardening/pages-scheme.ts'

/** Who asks for a port, and whose window it is asked of. */
export type Sender = {
  readonly sender: Pick<WebContents, 'id'>
  readonly senderFrame: Pick<WebFrameMain, 'parent' | 'frameTreeNodeId' | 'url' | 'origin' | 'detached' | 'isDestroyed'> | null
}

/** Why nobody gets a port who asks like this; `undefined`: it is our document, in the main frame of our open window. Pure. */
export function refuseSender(
  { sender, senderFrame: frame }: Sender,
  window: Pick<WebContents, 'id' | 'isDestroyed' | 'mainFrame'>,
): string | undefined {
  if (window.isDestroyed()) return 'its window is closed'
  if (sender.id !== window.id) return 'it is not of this window'
  if (frame === null || frame.isDestroyed() || frame.detached) return 'its document is gone'
  if (frame.parent !== null || frame.frameTreeNodeId !== window.mainFrame.frameTreeNodeId) return 'it is not the main frame'
  if (!isOurDocument(frame.url) || frame.origin !== pagesOrigin) return 'it is not our document'
  return undefined
}
