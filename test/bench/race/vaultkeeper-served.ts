import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../../../main/contract/contract.ts'
import { type Cost, measure } from '../measure.ts'
import { standing } from '../standing.ts'
import type { Contestant } from './contestant.ts'

type Client = ContractRouterClient<typeof contract>

/**
 * Vaultkeeper as it is met by most: it runs already, and is asked over loopback what its pages ask. The backup and the index are made by its commands, which
 * are measured elsewhere. Memory is the highest of that process since it began.
 */
export function vaultkeeperServed(): Contestant {
  let server: ChildProcess | undefined
  return {
    name: 'Vaultkeeper, which runs already',
    encryption: 'AES-256 (restic), always; generated password',
    begin: async ({ programs, data, folder, out, environment }) => {
      const own = { ...environment, VAULTKEEPER_HOME: join(folder, 'vaultkeeper'), VAULTKEEPER_RESTIC: programs.restic }
      for (const command of [['init'], ['backup', data.folder], ['index']])
        await measure(process.execPath, [...programs.cli, ...command], { environment: own })
      server = spawn(process.execPath, [...programs.cli, 'serve'], {
        env: { ...own, VAULTKEEPER_PAGES: emptyPages(folder) },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const client = await clientOf(server, own.VAULTKEEPER_HOME)
      // Pages have asked for something before.
      await client.snapshots.list({})
      const asked = (work: () => Promise<unknown>) => () => costOf(server, work)
      const vault = basename(data.folder)
      return {
        'list snapshots': asked(() => client.snapshots.list({})),
        'list a folder': asked(() => client.files.list({ snapshot: 'latest', path: data.parent, vault })),
        'find a name in all snapshots': asked(() => client.files.find({ pattern: basename(data.file), vault })),
        'versions of a file': asked(() => client.files.versions({ path: data.file, vault })),
        'restore one file': asked(() => restored(client, { snapshot: 'latest', paths: [data.file], vault, target: out })),
      }
    },
    // Waited for, so that the next one has the machine for itself.
    end: async () => {
      if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
      const gone = once(server, 'exit')
      server.kill('SIGTERM')
      await gone
    },
  }
}

/** It serves no pages without any; what they look like is not asked here. */
function emptyPages(folder: string): string {
  const pages = join(folder, 'pages')
  mkdirSync(pages)
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Vaultkeeper</title>')
  return pages
}

/** Waits until it tells its address. */
async function clientOf(server: ChildProcess, home: string): Promise<Client> {
  if (server.stdout === null) throw new TypeError('its output is read')
  for await (const line of createInterface(server.stdout)) {
    const [address] = /http:\/\/\S+/.exec(line) ?? []
    if (address === undefined) continue
    const authorization = `Bearer ${readFileSync(join(home, 'server-token'), 'utf8').trim()}`
    server.stdout.resume()
    return createORPCClient<Client>(new RPCLink({ url: new URL('/rpc', address), headers: { authorization } }))
  }
  throw new Error('Vaultkeeper ended before it served.')
}

/** Starts a restore and follows it to its end, as a page does. Throws where it is not done and read back. */
async function restored(client: Client, wish: Parameters<Client['restores']['start']>[0]): Promise<void> {
  for await (const { ended } of await client.jobs.follow(await client.restores.start(wish)))
    if (ended?.verdict === 'done') return
    else if (ended) throw new Error(`The restore: ${JSON.stringify(ended.problem ?? ended.runs)}`)
  throw new Error('The restore did not end.')
}

async function costOf(server: ChildProcess | undefined, work: () => Promise<unknown>): Promise<Cost> {
  const pid = server?.pid ?? 0
  const { processor } = standing(pid)
  const begun = performance.now()
  await work()
  const seconds = (performance.now() - begun) / 1000
  const after = standing(pid)
  return { seconds, cpuSeconds: after.processor - processor, peakMegabytes: after.highest, allMegabytes: after.highest }
}
