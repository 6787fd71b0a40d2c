import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Core } from '../../core.ts'
import { latestEscalations } from '../../state/agent-queries.ts'
import { unfinished } from './bundles-folder.ts'

/** So many bundles are kept, and those that somebody has yet to look at. */
const kept = 20
/** What was begun so long ago is not being made any more; in milliseconds. */
const longAgo = 60 * 60_000

/** Removes the oldest bundles, and what was left half made. That it cannot keeps nobody from being told. */
export function keepBundles(core: Core, folder: string): void {
  try {
    const open = latestEscalations(core.state.database, 1000).filter(({ settled }) => settled === null)
    const needed = new Set(open.map(({ bundle }) => basename(bundle)))
    const names = readdirSync(folder).filter((name) => /^\d{8}T\d{6}-[0-9a-f]{8}-/.test(name))
    const whole = names.filter((name) => !name.endsWith(unfinished)).toSorted()
    const half = names.filter((name) => name.endsWith(unfinished) && isOld(join(folder, name), core.ports.clock.now()))
    // Names begin with the time.
    for (const name of [...whole.slice(0, -kept).filter((one) => !needed.has(one)), ...half])
      rmSync(join(folder, name), { recursive: true, force: true })
  } catch (error) {
    core.ports.log(core.redactor.redact(`Old bundles of escalations could not be removed: ${String(error)}`))
  }
}

function isOld(path: string, now: Date): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat !== undefined && now.getTime() - stat.mtimeMs > longAgo
}
