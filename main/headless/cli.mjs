#!/usr/bin/env node
// The program's first file in a checkout, in plain JavaScript on purpose: Node loads its TypeScript compiler (18 MB) for the first .ts file that is not in
// the compile cache, and a file can only be in a cache that was switched on before it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { begin, beSmall } from './begin.mjs'

const home = process.env['VAULTKEEPER_HOME']
const given = process.env['NODE_COMPILE_CACHE']
if (process.argv[2] === 'daemon') {
  // Commands have to be quick, a daemon has to be small.
  const { default: envPaths } = await import('env-paths')
  const cache = home ? join(home, 'cache') : envPaths('vaultkeeper', { suffix: '' }).cache
  // With what Node keeps, where whoever started us has named a folder for that: homes that are used once do not each make it anew.
  const stripped = join(given || cache, 'stripped')
  spawnSync(process.execPath, [...process.execArgv, join(import.meta.dirname, 'warm.mjs'), stripped], { stdio: 'ignore' })
  beSmall()
  const { readStripped } = await import('./stripped.mjs')
  readStripped(stripped)
}
// In the home folder where that is named, else in the system's temporary folder; where neither can be written, nothing is cached.
// Node would try for ever to make a folder where a mount point lets nothing be made: a home that is not there yet gets it with the next command.
else if (!home || existsSync(home)) enableCompileCache(home ? join(home, 'cache', 'compiled') : undefined)
await begin(() => import('./main.ts'))
