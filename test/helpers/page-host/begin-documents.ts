import type { CDPSession } from 'playwright-core'
import { exposeBridge, preloadElectron } from './preload-electron.ts'

/** The world of the preload script. */
export const world = 'preload'

/** Has each document of a page begin as in a window of Electron: with the preload script in a world of its own, and what that exposes in the page's. */
export async function beginDocuments(session: CDPSession, preload: string): Promise<void> {
  await session.send('Page.enable')
  await session.send('Runtime.enable')
  await session.send('Runtime.addBinding', { name: 'toHost', executionContextName: world })
  const source = `{ const electron = (${preloadElectron})(); ((require, module, exports) => {${preload}\n})(() => electron, {}, {}) }`
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: world })
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${exposeBridge})()` })
}
