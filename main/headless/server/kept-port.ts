import { join } from 'node:path'
import type { Core } from '../../engine/core.ts'
import { writePrivateFile } from '../../engine/home/write-private-file.ts'
import { readPrivateFile } from './private-file.ts'

const fileOf = (core: Core) => join(core.home.root, 'server-port')

/** The port that this home's server had last, so that a bookmark goes on working. */
export function keptPort(core: Core): number | undefined {
  const port = Number(readPrivateFile(fileOf(core))?.trim())
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
}

/** Keeps the port for the next start. */
export function keepPort(core: Core, port: number): void {
  if (keptPort(core) !== port) writePrivateFile(fileOf(core), `${port}\n`)
}
