import { exitCode } from '../../contract/exit-code.ts'
import { runDaemon } from '../../engine/daemon/daemon.ts'
import type { CommonOptions } from '../command-host.ts'
import { runReplaceable } from '../run-replaceable.ts'
import { showDaemon } from '../show-daemon.ts'
import { moment } from '../terminal/words.ts'
import { updateIndexApart } from '../update-index-apart.ts'

/** `vaultkeeper daemon`: runs the schedule in the foreground until it is ended. Each run that ends is one line. */
export function daemonCommand(options: CommonOptions): Promise<number> {
  return runReplaceable(
    options,
    'daemon',
    async ({ engine, host, screen }) => {
      await runDaemon(engine.core, { ...host, onProgress: () => undefined }, showDaemon(engine, screen, 'daemon'), updateIndexApart)
      if (screen.json) screen.emit({ command: 'daemon', event: 'stopped', exitCode: exitCode.done })
      else screen.say(`${moment(engine.core.ports.clock.now())}  Ended.`)
      return exitCode.done
      // It follows the configuration by itself.
    },
    async () => undefined,
  )
}
