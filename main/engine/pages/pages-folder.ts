import { join } from 'node:path'

/** Where the built pages lie: where `npm run build:pages` puts them, unless `VAULTKEEPER_PAGES` names another folder. */
export function pagesFolder(environment: NodeJS.ProcessEnv): string {
  return environment['VAULTKEEPER_PAGES'] || join(import.meta.dirname, '..', '..', '..', 'dist', 'pages')
}
