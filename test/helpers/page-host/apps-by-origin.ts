import type { Page } from 'playwright-core'
import type { View } from '../view.ts'

/** A window of the tray app in real Electron. */
export type AppOpened = { readonly page: Page; readonly close: () => Promise<void> }

/** What opens one, by the origin that stands for a home's app. */
const apps = new Map<string, (view: View) => Promise<AppOpened>>()

/** From now on addresses at this origin are opened in a tray app. */
export function offerApps(origin: string, open: (view: View) => Promise<AppOpened>): void {
  apps.set(origin, open)
}

/** Opens the app whose address it is; `undefined`: it is one for a browser. */
export async function openApp(address: string, view: View): Promise<AppOpened | undefined> {
  return apps.get(new URL(address).origin)?.(view)
}
