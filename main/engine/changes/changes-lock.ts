import { createHash } from 'node:crypto'
import type { Core, RunHost } from '../core.ts'
import { underLock } from '../runs/under-lock.ts'
import { changesNamed } from '../state/change-queries.ts'

/** Does something with the changes of a vault while nobody else does. The state is up to date in it. */
export async function underChangesLock<Result>(
  core: Core,
  vault: string,
  doing: string,
  host: RunHost,
  work: () => Promise<Result>,
): Promise<Result> {
  const name = `changes-${createHash('sha256').update(vault).digest('hex').slice(0, 16)}`
  return underLock(core, name, doing, host, async () => {
    await core.state.catchUp()
    return work()
  })
}

/** A short id that nobody has yet, for people to type. */
export function newChangeId(core: Core): string {
  for (;;) {
    const id = core.ports.randomBytes(4).toString('hex')
    if (changesNamed(core.state.database, id).length === 0) return id
  }
}
