import { readFileSync } from 'node:fs'
import path from 'node:path'
import { build, type Plugin } from 'vite'
import { bundleConfig } from './bundle-config.ts'
import { built, project } from './project.ts'

/** The launcher as it is: it has to be read by a Node that knows nothing newer. */
const launcher: Plugin = {
  name: 'launcher',
  generateBundle() {
    const source = readFileSync(path.join(project, 'main/headless/launcher.cjs'))
    this.emitFile({ type: 'asset', fileName: 'vaultkeeper.cjs', source })
  },
}

/**
 * Builds the command line as `npm pack` packs it: `headless/`. It is JavaScript, for Node reads no TypeScript below `node_modules`, and has all libraries in
 * it but the native one. In CommonJS, for a command line begins anew each time: of 110 ms that a short command takes of a processor, modules took 15.
 * @param into the folder that it is put into
 */
export async function buildHeadless(into: string = built): Promise<void> {
  const config = bundleConfig({
    entries: {
      cli: 'main/headless/built-cli.mjs',
      'keychain-helper': 'main/engine/helpers/keychain-helper.ts',
      'configuration-helper': 'main/engine/helpers/configuration-helper.ts',
    },
    into: path.join(into, 'headless'),
    external: ['keytar'],
    form: 'commonjs',
    plugins: [launcher],
  })
  await build({ configFile: false, ...config })
}

// `node main/build/build-headless.ts [FOLDER]`
if (import.meta.main) await buildHeadless(process.argv[2])
