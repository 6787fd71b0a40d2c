// Run by cli.mjs before a daemon begins, and ended at once: it compiles what the daemon uses into the compile cache. A process that compiles keeps 20 MB
// for it as long as it lives, which for a daemon is months.
import { enableCompileCache } from 'node:module'

enableCompileCache(process.argv[2] || undefined)
const lazily = ['../engine/history/read-history.ts', '../contract/history-event.ts']
await Promise.all(['./main.ts', './commands/daemon.ts', ...lazily].map((file) => import(file)))
