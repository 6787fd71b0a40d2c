import { exitCode } from '../../contract/exit-code.ts'
import { runDaemon } from '../../engine/daemon/daemon.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { counted, moment } from '../terminal/words.ts'

/** `vaultkeeper daemon`: runs the schedule in the foreground until it is ended. Each run that ends is one line. */
export function daemonCommand(options: CommonOptions): Promise<number> {
  return withEngine(
    options,
    async ({ engine, host, screen }) => {
      const { core } = engine
      await runDaemon(core, { ...host, onProgress: () => undefined }, () => {
        const { configuration } = core.settings
        const plans = Object.values(configuration?.plans ?? {}).filter(({ enabled }) => enabled).length
        if (screen.json) screen.emit({ command: 'daemon', event: 'ready', pid: process.pid, plans })
        else screen.say(`${moment(core.ports.clock.now())}  Running the schedule: ${counted(plans, 'plan')}. End it with Ctrl-C.`)
      })
      if (screen.json) screen.emit({ command: 'daemon', event: 'stopped', exitCode: exitCode.done })
      else screen.say(`${moment(core.ports.clock.now())}  Ended.`)
      return exitCode.done
      // It follows the configuration by itself.
    },
    async () => undefined,
  )
}
