import { join } from 'node:path'
import type { Home } from '../../home/home.ts'

/** Where the bundles of a home are. */
export function bundlesFolder({ root }: Pick<Home, 'root'>): string {
  return join(root, 'escalations')
}

/** Behind the name of a folder that is being made. */
export const unfinished = '.making'
