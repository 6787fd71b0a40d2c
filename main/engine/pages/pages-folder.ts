import { join } from 'node:path'
import { bundled } from '../bundled.ts'

const built = bundled ? join(import.meta.dirname, '..', 'pages') : join(import.meta.dirname, '..', '..', '..', 'dist', 'pages')

/** Where the built pages lie: where `npm run build:pages` puts them, unless `VAULTKEEPER_PAGES` names another folder. */
export function pagesFolder(environment: NodeJS.ProcessEnv): string {
  return environment['VAULTKEEPER_PAGES'] || built
}
