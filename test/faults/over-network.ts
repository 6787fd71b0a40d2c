import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../helpers/cli-processes.ts'
import type { Running } from '../helpers/cli-run.ts'
import { type HttpFaults, startHttpFaults } from '../helpers/servers/http-faults.ts'
import { type Proxy as Line, startProxy } from '../helpers/servers/proxy.ts'
import { type RestServer, type RestServerOptions, startRestServer } from '../helpers/servers/rest-server.ts'
import { driveElsewhere } from './drive-elsewhere.ts'
import type { FaultBench } from './fault-bench.ts'
import type { OperationName } from './operations.ts'

/** The repository `drive` behind a REST server, over a line that can be made bad. It has the same files as before, so the oracle sees all. */
export type OverNetwork = {
  readonly server: RestServer
  /** The operation's parameters for that repository. */
  readonly parameters: readonly string[]
  /** Between restic and what speaks HTTP with it. */
  readonly line: Line
  /** Between the line and the server. */
  readonly http: HttpFaults
  /** Has it at another address, or with more settings, until it is set back: `{}`. */
  readonly configure: (settings: object) => void
  /** Ends the servers. The repository is a folder again. */
  readonly end: () => Promise<void>
}

/** Puts the second repository behind a server, and has the plan back up to it. */
export async function overNetwork(bench: FaultBench, operation: OperationName, options: RestServerOptions = {}): Promise<OverNetwork> {
  const drive = driveElsewhere(bench, operation)
  const server = await startRestServer(path.dirname(bench.drive), options)
  const http = await startHttpFaults(server.url)
  const line = await startProxy(http.port)
  const usual = { type: 'rest', url: `http://127.0.0.1:${line.port}/${path.basename(bench.drive)}` }
  const configure = (settings: object) => drive.configure({ ...usual, ...settings })
  configure({})
  return {
    server,
    parameters: drive.parameters,
    line,
    http,
    configure,
    end: drive.end,
  }
}

/** Waits until the server has been asked for something, and then for the moment. @returns whether the operation was still at work then */
export async function onceAsked({ line }: Pick<OverNetwork, 'line'>, running: Running, after: number): Promise<boolean> {
  while (line.count().connections === 0 && isAlive(running.pid)) await delay(4)
  await Promise.race([delay(after), running.ended])
  return isAlive(running.pid)
}

/** Has the operation give a server up after 3 s, and not after minutes: time is what these cases have least of. */
export function impatiently({ environment }: FaultBench): void {
  environment['NODE_OPTIONS'] = `${environment['NODE_OPTIONS'] ?? ''} --import=${path.join(import.meta.dirname, 'impatient.ts')}`.trim()
}
