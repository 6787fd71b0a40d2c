import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { followRun } from '../follow.ts'
import { showEnding } from '../show-ending.ts'

/** `vaultkeeper init`: makes a repository without backing anything up. */
export function initCommand({ repository, ...options }: CommonOptions & { repository: string }): Promise<number> {
  return withClient(options, async (session) => {
    const { client, screen } = session
    const ended = await followRun(session, await client.repositories.init({ repository }), 'init')
    return showEnding(screen, ended, (result) => [
      result.existed
        ? `The repository is there already: ${printable(result.location)}`
        : `${screen.paint('good', '✔')} The encrypted repository is made: ${printable(result.location)}`,
      `  Its password is kept in ${result.password === 'keychain' ? 'the keychain' : result.password === 'file' ? 'a file that only you can read' : 'no place of ours: it comes from the environment'}`,
    ])
  })
}
