import fs from 'node:fs/promises'
import type { Plugin } from 'vite'

/** What reads files of the app itself. They lie in its archive, and Electron's `node:fs` alone looks into that. */
const ofTheArchive = ['/main/electron/bundled-restic.ts', '/main/engine/pages/read-pages.ts']

const promises = '\0original-fs/promises'

/**
 * The file system as it is. For Electron's `node:fs` each file whose name ends in `.asar` is a folder with what it holds, in a person's vault as well: it would be
 * backed up as a file, and compared, restored and removed as a folder. Electron has Node's own under another name.
 */
export const originalFs: Plugin = {
  name: 'original-fs',
  enforce: 'pre',
  resolveId(name, importer) {
    if (ofTheArchive.some((file) => importer?.endsWith(file))) return null
    if (/^(node:)?fs$/.test(name)) return { id: 'node:original-fs', external: true }
    return /^(node:)?fs\/promises$/.test(name) ? promises : null
  },
  load(id) {
    if (id !== promises) return null
    return `import { promises } from 'node:original-fs'\nexport const { ${Object.keys(fs).join(', ')} } = promises\n`
  },
}
