import type { Electron } from '../electron.ts'
import { pagesScheme } from './pages-scheme.ts'

/**
 * Makes the pages' scheme one that has an origin, and that browsers take for safe. No more: pages fetch nothing, nobody else asks for anything, and the policy holds
 * for them. To be called once, before Electron is ready.
 */
export function registerScheme({ protocol }: Pick<Electron, 'protocol'>): void {
  protocol.registerSchemesAsPrivileged([{ scheme: pagesScheme, privileges: { standard: true, secure: true } }])
}
