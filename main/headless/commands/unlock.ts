import { unlock } from '../../engine/runs/unlock-run.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { showEnding } from '../show-ending.ts'
import { counted } from '../terminal/words.ts'

/** `vaultkeeper unlock` */
export function unlockCommand(options: CommonOptions & { repository: string }): Promise<number> {
  return withEngine(options, async ({ engine, host, screen }) =>
    showEnding(screen, await unlock(engine.core, options.repository, host), ({ removed, kept }) =>
      kept.length > 0 ? [] : [removed === 0 ? 'There is no stale lock.' : `${counted(removed, 'stale lock')} removed.`],
    ),
  )
}
