#!/usr/bin/env node
// The program's first file, in plain JavaScript on purpose: Node loads its TypeScript compiler (18 MB) for the first .ts file that is not in
// the compile cache, and a file can only be in a cache that was switched on before it.
import { spawnSync } from 'node:child_process'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// In the home folder where that is named, else in the system's temporary folder; where neither can be written, nothing is cached.
const home = process.env['VAULTKEEPER_HOME']
const cache = home ? join(home, 'cache', 'compiled') : undefined
if (process.argv[2] === 'daemon')
  spawnSync(process.execPath, [...process.execArgv, join(import.meta.dirname, 'warm.mjs'), cache ?? ''], { stdio: 'ignore' })
enableCompileCache(cache)
const { main } = await import('./main.ts')
process.exitCode = await main(process.argv.slice(2))
