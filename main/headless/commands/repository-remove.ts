import { exitCode } from '../../contract/exit-code.ts'
import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, withClient } from '../command-host.ts'

/** `vaultkeeper repository remove NAME` */
export function repositoryRemoveCommand(
  repository: string,
  options: CommonOptions & { forgetSecrets?: boolean; yes?: boolean },
): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    const wish = { repository, forgetSecrets: options.forgetSecrets === true, sure: options.yes === true }
    const removed = await client.repositories.remove(wish, { signal })
    if (screen.json) screen.emit({ command: 'repository', exitCode: exitCode.done, repository, ...removed })
    screen.say(`"${repository}" is out of the configuration${removed.plans.length === 0 ? '' : `, and of ${removed.plans.join(', ')}`}.`)
    screen.say(`  Nothing was deleted: its snapshots are still there (${printable(removed.place)}).`)
    screen.say(
      removed.forgotten.length > 0
        ? `  Forgotten: ${removed.forgotten.join(', ')}`
        : '  Its password and secrets are still kept, so that it can be added again.',
    )
    return exitCode.done
  })
}
