import { init } from '../../engine/runs/init-run.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { showEnding } from '../show-ending.ts'
import { printable } from '../terminal/printable.ts'

/** `vaultkeeper init`: makes a repository without backing anything up. */
export function initCommand(options: CommonOptions & { repository: string }): Promise<number> {
  return withEngine(options, async ({ engine, host, screen }) =>
    showEnding(screen, await init(engine.core, options.repository, host), (result) => [
      result.existed
        ? `The repository is there already: ${printable(result.location)}`
        : `${screen.paint('good', '✔')} The encrypted repository is made: ${printable(result.location)}`,
      `  Its password is kept in ${result.password === 'keychain' ? 'the keychain' : result.password === 'file' ? 'a file that only you can read' : 'no place of ours: it comes from the environment'}`,
    ]),
  )
}
