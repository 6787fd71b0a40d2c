import { exitCode } from '../../contract/exit-code.ts'
import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, withClient } from '../command-host.ts'

/** `vaultkeeper notify-test [CARRIER]`: exit code 1 when a test message did not arrive. */
export function notifyTestCommand(wish: string | undefined, options: CommonOptions): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    const carriers = await client.notifications.test({ carrier: wish }, { signal })
    const code = carriers.every(({ arrived }) => arrived) ? exitCode.done : exitCode.failed
    if (screen.json) screen.emit({ command: 'notify-test', exitCode: code, carriers })
    else
      for (const { carrier, name, arrived, why } of carriers)
        if (arrived) screen.say(`${screen.paint('good', '✔')} A test message was sent over ${printable(name)} (${printable(carrier)}).`)
        else
          screen.tell(
            `${screen.paint('bad', 'x')} Over ${printable(name)} (${printable(carrier)}) nothing arrives: ${printable(why ?? '')}.`,
          )
    return code
  })
}
