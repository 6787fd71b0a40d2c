import { exitCode } from '../../contract/exit-code.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { askSecret } from '../terminal/ask-secret.ts'
import { table } from '../terminal/table.ts'

/** `vaultkeeper secret set NAME`: asks on a terminal, else reads the first line of standard input. */
export function secretSetCommand(name: string, options: CommonOptions & { in: 'keychain' | 'file' }): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    const value = await askSecret(`Password of ${name.includes(':') ? name : `the repository "${name}"`}: `)
    await client.secrets.set({ name, value, in: options.in }, { signal })
    if (screen.json) screen.emit({ command: 'secret', exitCode: exitCode.done, name, kept: options.in })
    else screen.say(`The password of "${name}" is kept in ${options.in === 'keychain' ? 'the keychain' : 'a file that only you can read'}.`)
    return exitCode.done
  })
}

/** `vaultkeeper secret rm NAME` */
export function secretRemoveCommand(name: string, options: CommonOptions & { yes?: boolean }): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    await client.secrets.remove({ name, sure: options.yes === true }, { signal })
    if (screen.json) screen.emit({ command: 'secret', exitCode: exitCode.done, name, kept: 'nowhere' })
    else screen.say(`The password of "${name}" is removed.`)
    return exitCode.done
  })
}

/** `vaultkeeper secret list` */
export function secretListCommand(options: CommonOptions): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    const secrets = await client.secrets.list(undefined, { signal })
    if (screen.json) screen.emit({ command: 'secret', exitCode: exitCode.done, secrets })
    else
      for (const line of table(
        secrets.map(({ name, kept, keychain, why }) => [name, `kept: ${kept}`, `keychain: ${keychain}${why ? ` (${why})` : ''}`]),
      ))
        screen.say(line)
    return exitCode.done
  })
}
