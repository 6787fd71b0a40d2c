// The program's first file where it was built (main/build/build-headless.ts makes cli.js of it). No `await` at its top: its launcher requires it.
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { begin, beSmall } from './begin.mjs'

const home = process.env['VAULTKEEPER_HOME']
// Commands have to be quick, a daemon has to be small: the cache keeps 10 MB for as long as a process lives.
if (process.argv[2] === 'daemon') beSmall()
// Node would try for ever to make a folder where a mount point lets nothing be made: a home that is not there yet gets it with the next command.
else if (!home || existsSync(home)) enableCompileCache(home ? join(home, 'cache', 'compiled') : undefined)
begin(() => import('./main.ts'))
