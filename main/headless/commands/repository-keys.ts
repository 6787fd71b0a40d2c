import { exitCode } from '../../contract/exit-code.ts'
import { printable } from '../../contract/words/printable.ts'
import { fail } from '../../engine/problem-error.ts'
import { type ClientSession, type CommonOptions, withClient } from '../command-host.ts'
import { followRun } from '../follow.ts'
import { showEnding } from '../show-ending.ts'
import { askNewSecret } from '../terminal/ask-new-secret.ts'
import { table } from '../terminal/table.ts'

/** Flags of `vaultkeeper repository keys`. */
export type KeysOptions = CommonOptions & { readonly add?: string; readonly remove?: string; readonly generate?: boolean }

/** `vaultkeeper repository keys NAME`: lists them, adds one, or removes one. */
export function repositoryKeysCommand(repository: string, options: KeysOptions): Promise<number> {
  return withClient(options, async (session) => {
    if (options.add !== undefined) return addKey(session, repository, options.add, options.generate === true)
    const { client, signal, screen } = session
    if (options.remove !== undefined) {
      const ended = await followRun(session, await client.repositories.keys.remove({ repository, key: options.remove }), 'keys')
      return showEnding(screen, ended, ({ key }) => [
        `${screen.paint('good', '✔')} The key ${key.slice(0, 8)} opens "${repository}" no more.`,
      ])
    }
    const keys = await client.repositories.keys.list({ repository }, { signal })
    if (screen.json) screen.emit({ command: 'repository', exitCode: exitCode.done, repository, keys })
    const rows = keys.map(({ id, current, user, host, created }) => [
      current ? '*' : '',
      id.slice(0, 8),
      created,
      printable(`${user} on ${host}`),
      current ? 'in use here' : '',
    ])
    for (const line of table(rows)) screen.say(line)
    return exitCode.done
  })
}

async function addKey(session: ClientSession, repository: string, label: string, generate: boolean): Promise<number> {
  const { client, signal, screen } = session
  if (generate && process.stdout.isTTY !== true)
    fail(
      'password-not-on-terminal',
      'A new password is shown on a terminal only, not written into a file or another program.',
      'Run it in a terminal, or give one of your own on standard input, without --generate.',
    )
  const password = generate
    ? (await client.repositories.newPassword(undefined, { signal })).password
    : await askNewSecret(`New password "${label}" of the repository "${repository}": `)
  const ended = await followRun(session, await client.repositories.keys.add({ repository, label, password }), 'keys')
  const code = showEnding(screen, ended, ({ key }) => [
    `${screen.paint('good', '✔')} A further password opens "${repository}" (key ${key.slice(0, 8)}). It is kept nowhere here.`,
  ])
  // The engine's redactor knows it by now; it is shown past that, to the person alone.
  if (generate && code === exitCode.done) process.stdout.write(`  Write it down: ${password}\n`)
  return code
}

/** `vaultkeeper repository password NAME` */
export function repositoryPasswordCommand(repository: string, options: CommonOptions & { ask?: boolean }): Promise<number> {
  return withClient(options, async (session) => {
    const { client, screen } = session
    const password = options.ask
      ? ({ how: 'typed', value: await askNewSecret(`New password of the repository "${repository}": `) } as const)
      : ({ how: 'generated' } as const)
    const ended = await followRun(session, await client.repositories.changePassword({ repository, password }), 'keys')
    return showEnding(screen, ended, ({ left }) => [
      `${screen.paint('good', '✔')} The password of "${repository}" is changed${left.length === 0 ? '; the one before opens it no more' : ''}.`,
      `  Your emergency kit is out of date. Make a new one: vaultkeeper kit --repository ${repository}`,
    ])
  })
}
