import { join } from 'node:path'

/** Where `npm run build:pages` puts the pages. */
export const pagesFolder = join(import.meta.dirname, '..', '..', 'dist', 'pages')
