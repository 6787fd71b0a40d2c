// Run by cli.mjs before a daemon begins, and ended at once: it makes the JavaScript that the daemon reads (see stripped.mjs), where it is not there yet.
import { stripTypeScriptTypes } from 'node:module'
import { readStripped } from './stripped.mjs'

readStripped(process.argv[2], stripTypeScriptTypes)
// What the daemon loads when it comes to need it (`await import` in the engine): the compiler would come with it.
const later = [
  'history/read-history.ts',
  '../contract/history-event.ts',
  'news/deliver.ts',
  'news/ping.ts',
  ...['send-http', 'webhook', 'ntfy', 'email', 'command'].map((name) => `news/carriers/${name}.ts`),
]
await Promise.all(['./main.ts', './commands/daemon.ts', ...later.map((file) => `../engine/${file}`)].map((file) => import(file)))
