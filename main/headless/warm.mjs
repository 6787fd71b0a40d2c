// Run by cli.mjs before a daemon begins, and ended at once: it makes the JavaScript that the daemon reads (see stripped.mjs), where it is not there yet.
import { stripTypeScriptTypes } from 'node:module'
import { useStripped } from './stripped.mjs'

useStripped(process.argv[2], stripTypeScriptTypes)
const later = ['../engine/history/read-history.ts', '../contract/history-event.ts', '../engine/news/deliver.ts', '../engine/news/ping.ts']
await Promise.all(['./main.ts', './commands/daemon.ts', ...later].map((file) => import(file)))
