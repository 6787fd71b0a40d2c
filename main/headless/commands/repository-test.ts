import { exitCode } from '../../contract/exit-code.ts'
import { CancelledError } from '../../engine/runs/record-run.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { showChecks } from '../terminal/show-checks.ts'

/** `vaultkeeper repository test NAME`: exit code 1 when something does not work, 3 when a person should know of something. */
export function repositoryTestCommand(repository: string, options: CommonOptions): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    const test = await client.repositories.test({ repository }, { signal })
    // A test that was ended says that the place does not answer, which is not so.
    if (signal.aborted) throw new CancelledError()
    const code = test.state === 'bad' ? exitCode.failed : test.state === 'attention' ? exitCode.warnings : exitCode.done
    if (screen.json) screen.emit({ command: 'repository', exitCode: code, repository, ...test })
    else showChecks(test, screen)
    for (const { type, fingerprint } of test.hostKey?.state === 'unknown' ? test.hostKey.keys : []) screen.say(`  ${type}  ${fingerprint}`)
    return code
  })
}
