import { readFileSync } from 'node:fs'
import path from 'node:path'
import { builtOnce } from './built-once.ts'

/** What the preload script is made of, and by. */
const sources = ['preload', 'main/contract/window-bridge.ts', 'build', 'package-lock.json']

/** The text of the bundled preload script, as the sources are now. */
export async function builtPreload(): Promise<string> {
  const folder = await builtOnce('preload', sources, async (into) => {
    const { build } = await import('vite')
    const { bundleConfig } = await import('../../main/build/bundle-config.ts')
    const bundle = { entries: { preload: 'preload/preload.ts' }, into, external: ['electron'], form: 'one-file' as const }
    await build({ configFile: false, ...bundleConfig(bundle) })
  })
  return readFileSync(path.join(folder, 'preload.cjs'), 'utf8')
}
