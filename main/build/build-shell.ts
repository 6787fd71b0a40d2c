import path from 'node:path'
import { build } from 'vite'
import { type Bundle, bundleConfig } from './bundle-config.ts'
import { originalFs } from './original-fs.ts'
import { built } from './project.ts'

/**
 * Builds the tray app: `app/`, what Electron's main process and its helpers run, and `preload/`, what its windows load before a page. The pages lie beside
 * them (`npm run build:pages`).
 * @param into the folder of both
 */
export async function buildShell(into: string = built): Promise<void> {
  for (const one of bundles(into)) await build({ configFile: false, ...bundleConfig(one) })
}

function bundles(into: string): Bundle[] {
  // keytar is native: it stays a package, outside of the archive that the rest is packed into.
  const external = ['electron', 'keytar']
  return [
    {
      entries: {
        main: 'main/electron/main.ts',
        'keychain-helper': 'main/engine/helpers/keychain-helper.ts',
        'configuration-helper': 'main/engine/helpers/configuration-helper.ts',
        'index-helper': 'main/engine/helpers/index-helper.ts',
      },
      into: path.join(into, 'app'),
      external,
      plugins: [originalFs],
    },
    { entries: { preload: 'preload/preload.ts' }, into: path.join(into, 'preload'), external, form: 'one-file' },
  ]
}

if (import.meta.main) await buildShell()
