import { join } from 'node:path'
import type { Core } from '../../engine/core.ts'
import { writePrivateFile } from '../../engine/home/write-private-file.ts'
import { readPrivateFile } from './private-file.ts'

/** What a server that runs, or ran last, leaves for whoever may read its home: where it is, and the key with which one-time codes for it are made. */
export type ServerRun = { readonly port: number; readonly pid: number; readonly key: string }

const fileOf = (core: Core) => join(core.home.root, 'server-run.json')

/** The server that runs or ran last on this home, if there was one. */
export function readServerRun(core: Core): ServerRun | undefined {
  const text = readPrivateFile(fileOf(core))
  try {
    const { port, pid, key }: Partial<ServerRun> = JSON.parse(text ?? '')
    if (typeof port !== 'number' || typeof pid !== 'number' || typeof key !== 'string' || key.length !== 43) return undefined
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return undefined
    core.redactor.add(key)
    return { port, pid, key }
  } catch {
    // Cut off by a full disk: as if there had been none.
    return undefined
  }
}

/** Notes the server that runs now. Its port is taken again at the next start, so that a bookmark goes on working. */
export function noteServerRun(core: Core, run: ServerRun): void {
  core.redactor.add(run.key)
  writePrivateFile(fileOf(core), `${JSON.stringify(run)}\n`)
}
