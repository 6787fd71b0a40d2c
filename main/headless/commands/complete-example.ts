import { exitCode } from '../../contract/exit-code.ts'
import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, fromWhereCalled, withClient } from '../command-host.ts'
import { counted } from '../terminal/words.ts'

/** `vaultkeeper git [VAULT] --complete-example`: writes the names of variables that the set-up uses into `.env.example`, without values. */
export function completeExampleCommand(named: string | undefined, options: CommonOptions): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    const { path, added } = await client.guard.complete({ vault: named ?? fromWhereCalled('.') }, { signal })
    if (screen.json) screen.emit({ command: 'git', exitCode: exitCode.done, path, added })
    else if (added.length === 0) screen.say(`Nothing is to be added to ${printable(path)}.`)
    else
      screen.say(
        `${screen.paint('good', '✔')} ${counted(added.length, 'name')} added to ${printable(path)}: ${added.map(printable).join(', ')}`,
      )
    return exitCode.done
  })
}
