import type { Page } from 'playwright-core'
import type { WindowOpened } from './open-in-window.ts'

/** What makes a page a window, by the origin of the pages. */
const hosts = new Map<string, (page: Page) => Promise<WindowOpened>>()
const opened = new WeakMap<Page, WindowOpened>()

/** From now on pages at this origin are windows of the tray app. */
export function offerWindows(origin: string, open: (page: Page) => Promise<WindowOpened>): void {
  hosts.set(origin, open)
}

/** Makes a page of Chromium one of the tray app's windows, where the address is one of theirs. */
export async function intoWindow(page: Page, address: string): Promise<void> {
  const window = await hosts.get(new URL(address).origin)?.(page)
  if (window) opened.set(page, window)
}

/** The window that a page is; `undefined`: it is one of a browser. */
export function windowOf(page: Page): WindowOpened | undefined {
  return opened.get(page)
}
