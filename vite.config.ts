import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { completeNotices, notices } from './main/build/complete-notices.ts'

/**
 * Puts the host's nonce on what the page loads, for the Content-Security-Policy: the host writes a fresh one in the place of `__NONCE__` in each answer.
 * vite's own `html.cspNonce` does that.
 */
const nonce = '__NONCE__'

export default defineConfig({
  root: 'renderer',
  // Relative, so that the same files work on loopback and in the windows' own scheme.
  base: './',
  html: { cspNonce: nonce },
  plugins: [react(), completeNotices],
  build: {
    license: { fileName: notices },
    outDir: '../dist/pages',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing is written into the page itself: the policy forbids it, and a picture in a style sheet is a file like any other.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
})
