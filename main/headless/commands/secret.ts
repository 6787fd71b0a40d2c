import { text } from 'node:stream/consumers'
import { exitCode } from '../../contract/exit-code.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { askSecret } from '../terminal/ask-secret.ts'
import { table } from '../terminal/table.ts'

/** `vaultkeeper secret set NAME`: asks on a terminal, else reads the first line of standard input; all of it for the key of a service account, which is a file. */
export function secretSetCommand(name: string, options: CommonOptions & { in: 'keychain' | 'file' }): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    const isPassword = !name.includes(':')
    const wholeInput = name.endsWith(':service-account') && process.stdin.isTTY !== true
    const value = wholeInput
      ? await text(process.stdin)
      : await askSecret(isPassword ? `Password of the repository "${name}": ` : `${name}: `)
    const { note } = await client.secrets.set({ name, value, in: options.in }, { signal })
    const where = options.in === 'keychain' ? 'the keychain' : 'a file that only you can read'
    if (screen.json) screen.emit({ command: 'secret', exitCode: exitCode.done, name, kept: options.in, note })
    else screen.say(note ?? `${isPassword ? `The password of "${name}"` : name} is kept in ${where}.`)
    return exitCode.done
  })
}

/** `vaultkeeper secret rm NAME` */
export function secretRemoveCommand(name: string, options: CommonOptions & { yes?: boolean }): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    await client.secrets.remove({ name, sure: options.yes === true }, { signal })
    if (screen.json) screen.emit({ command: 'secret', exitCode: exitCode.done, name, kept: 'nowhere' })
    else screen.say(name.includes(':') ? `${name} is removed.` : `The password of "${name}" is removed.`)
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
        secrets.map(({ name, label, optional, kept, keychain, why }) => [
          name,
          label ?? 'Password',
          `kept: ${kept}${optional && kept === 'nowhere' ? ' (optional)' : ''}`,
          `keychain: ${keychain}${why ? ` (${why})` : ''}`,
        ]),
      ))
        screen.say(line)
    return exitCode.done
  })
}
