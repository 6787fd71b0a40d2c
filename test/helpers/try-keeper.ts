// Stands beside `npm run try` and removes its folders when it has ended, even if it was killed: then its end of our standard input closes.
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { processAlive, processStart } from '../../main/engine/home/process-identity.ts'

const [root = '', elsewhere = ''] = process.argv.slice(2)
const patience = 10_000
let server: { readonly pid: number; readonly started: string } | undefined
// Ctrl-C is meant for the other one.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
for await (const line of createInterface(process.stdin)) server = { pid: Number(line), started: processStart(Number(line)) ?? '' }
if (server !== undefined) await endServer(server)
for (const folder of [root, elsewhere])
  if (/vaultkeeper-sample-\w+$/.test(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })

async function endServer({ pid, started }: { pid: number; started: string }): Promise<void> {
  const until = performance.now() + patience
  if (processAlive(pid, started)) process.kill(pid, 'SIGTERM')
  while (processAlive(pid, started) && performance.now() < until) await delay(50)
  if (processAlive(pid, started)) process.kill(pid, 'SIGKILL')
}
