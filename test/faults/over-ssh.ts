import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Proxy as Line, startProxy } from '../helpers/servers/proxy.ts'
import { type Sshd, startSshd } from '../helpers/servers/sshd.ts'
import { driveElsewhere } from './drive-elsewhere.ts'
import type { FaultBench } from './fault-bench.ts'
import type { OperationName } from './operations.ts'

/** The repository `drive` behind a real SSH server, over a line that can be made bad. It has the same files as before, so the oracle sees all. */
export type OverSsh = {
  readonly server: Sshd
  readonly parameters: readonly string[]
  readonly line: Line
  /** The file that a person keeps with the host keys that are trusted. */
  readonly knownHosts: string
  readonly configure: (settings: object) => void
  readonly end: () => Promise<void>
}

/** Puts the second repository there, and has the plan back up to it. */
export async function overSsh(bench: FaultBench, operation: OperationName): Promise<OverSsh> {
  const drive = driveElsewhere(bench, operation)
  const server = await startSshd(path.join(bench.folder, 'fault', 'sshd'))
  const line = await startProxy(server.port)
  const knownHosts = path.join(bench.folder, 'fault', 'known_hosts')
  writeFileSync(knownHosts, readFileSync(server.knownHosts, 'utf8').replace(`:${server.port} `, `:${line.port} `))
  const { host, user, identityFile } = server
  const usual = { type: 'sftp', host, port: line.port, user, path: bench.drive, identityFile, knownHosts }
  const configure = (settings: object) => drive.configure({ ...usual, ...settings })
  configure({})
  return {
    server,
    parameters: drive.parameters,
    line,
    knownHosts,
    configure,
    end: drive.end,
  }
}
