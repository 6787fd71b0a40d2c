import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { builtOnce } from './built-once.ts'
import { projectFolder } from './cli-run.ts'

/** What the pages are made of. */
const sources = ['renderer', 'main/contract', 'vite.config.ts', 'package-lock.json']

/** The folder of the built pages, as the sources are now. `VAULTKEEPER_PAGES` names a folder of built pages to be used instead. */
export async function builtPages(): Promise<string> {
  return process.env['VAULTKEEPER_PAGES'] || builtOnce('pages', sources, buildInto)
}

async function buildInto(folder: string): Promise<void> {
  const vite = path.join(projectFolder, 'node_modules', 'vite', 'bin', 'vite.js')
  const parameters = ['build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn']
  // Vitest's own NODE_ENV would make pages for developers.
  const environment = { ...process.env, NODE_ENV: 'production' }
  const child = spawn(process.execPath, [vite, ...parameters], { cwd: projectFolder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`The pages cannot be built:\n${output}`)
}
