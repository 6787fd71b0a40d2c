#!/usr/bin/env node
// Kept out of the compile step of every start: see compile-cache.ts. The program itself is loaded behind it.
import { useCompileCache } from './compile-cache.ts'

await useCompileCache(process.env)
const { main } = await import('./main.ts')
process.exitCode = await main(process.argv.slice(2))
