import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/**
 * Puts the host's nonce on what the page loads, for the Content-Security-Policy: the host writes a fresh one in the place of `__NONCE__` in each answer.
 * vite's own `html.cspNonce` does that.
 */
const nonce = '__NONCE__'

/** Contract files are written `.ts`, and are what the pages import of the rest of the program; anything else would be an arrow that is not allowed. */
const onlyContract: Plugin = {
  name: 'only-contract',
  enforce: 'pre',
  resolveId(source, importer) {
    if (importer === undefined || !source.startsWith('.')) return null
    const file = resolve(importer, '..', source)
    if (/[/\\]main[/\\](?!contract[/\\])/.test(file.slice(import.meta.dirname.length)) && existsSync(file))
      this.error(`${importer} imports ${file}: pages reach the engine only through the contract.`)
    return null
  },
}

export default defineConfig({
  root: 'renderer',
  // Relative, so that the same files work on loopback and in the windows' own scheme.
  base: './',
  html: { cspNonce: nonce },
  plugins: [onlyContract, react()],
  build: {
    outDir: '../dist/pages',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing is written into the page itself: the policy forbids it, and a picture in a style sheet is a file like any other.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
})
