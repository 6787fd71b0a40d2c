import { statSync } from 'node:fs'
import type { Core } from '../core.ts'
import type { Trouble } from '../health/trouble.ts'
import { readOwner } from '../home/lock.ts'
import { comebackFile, unfinishedComeback } from './unfinished-comeback.ts'

/** A machine that did not come back, or not all of it: as long as that is remembered, and nobody is at it. */
export function comebackTroubles(core: Core): Trouble[] {
  const unfinished = unfinishedComeback(core)
  if (unfinished === undefined || readOwner(core.home.locks, 'comeback') !== undefined) return []
  const { host, from } = unfinished
  return [
    {
      about: 'comeback',
      name: 'comeback',
      problem: {
        code: 'comeback-unfinished',
        sentence: `${host} was on its way back here from ${from}, and not all of it is back.`,
        remedy:
          'Say it again, and it goes on where it ended: vaultkeeper init --from REPOSITORY. Or leave it as it is now: vaultkeeper init --as-it-is',
      },
      since: statSync(comebackFile(core), { throwIfNoEntry: false })?.mtime.toISOString() ?? null,
      attention: true,
      plan: null,
      repository: null,
    },
  ]
}
