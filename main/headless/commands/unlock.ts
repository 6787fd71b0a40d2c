import { type CommonOptions, withClient } from '../command-host.ts'
import { followRun } from '../follow.ts'
import { showEnding } from '../show-ending.ts'
import { counted } from '../terminal/words.ts'

/** `vaultkeeper unlock` */
export function unlockCommand({ repository, ...options }: CommonOptions & { repository: string }): Promise<number> {
  return withClient(options, async (session) => {
    const ended = await followRun(session, await session.client.repositories.unlock({ repository }), 'unlock')
    return showEnding(session.screen, ended, ({ removed, kept }) =>
      kept.length > 0 ? [] : [removed === 0 ? 'There is no stale lock.' : `${counted(removed, 'stale lock')} removed.`],
    )
  })
}
