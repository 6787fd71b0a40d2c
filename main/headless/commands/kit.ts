import { exitCode } from '../../contract/exit-code.ts'
import { kitPassword } from '../../engine/kit/kit-password.ts'
import { fail } from '../../engine/problem-error.ts'
import { type CommonOptions, withClient } from '../command-host.ts'

/** `vaultkeeper kit`: the emergency kit as text; with the password only where a person sits in front of it. */
export function kitCommand({
  repository,
  withPassword,
  ...options
}: CommonOptions & { repository: string; withPassword?: boolean }): Promise<number> {
  return withClient(options, async ({ engine, client, screen, signal }) => {
    if (withPassword === true && process.stdout.isTTY !== true)
      fail(
        'kit-not-on-terminal',
        'The password is written on a terminal only, not into a file or another program.',
        'Run it in a terminal, or leave --with-password out and write the password on the printed kit by hand.',
      )
    const kit = await client.kit.get({ repository }, { signal })
    if (screen.json) screen.emit({ command: 'kit', exitCode: exitCode.done, ...kit })
    else if (withPassword === true) screen.say(kit.text.replace(kit.blank, await kitPassword(engine.core, repository, 'terminal')))
    else screen.say(kit.text)
    return exitCode.done
  })
}
