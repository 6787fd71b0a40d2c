import { bridgeName, type WindowBridge } from '../../main/contract/window-bridge.ts'

/** What the tray app gives to the pages in its windows; `undefined` in a browser. */
export const windowBridge: WindowBridge | undefined = (globalThis as { readonly [bridgeName]?: WindowBridge })[bridgeName]
