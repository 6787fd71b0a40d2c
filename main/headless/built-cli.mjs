// The program's first file where it was built (main/build/build-headless.ts makes cli.js of it). No `await` at its top: its launcher requires it.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { begin, beSmall } from './begin.mjs'

const home = process.env['VAULTKEEPER_HOME']
// Commands have to be quick, a daemon has to be small: the cache keeps 10 MB for as long as a process lives.
if (process.argv[2] === 'daemon') beSmall()
else enableCompileCache(home ? join(home, 'cache', 'compiled') : undefined)
begin(() => import('./main.ts'))
