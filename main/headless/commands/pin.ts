import { exitCode } from '../../contract/exit-code.ts'
import { type PinRequest, pinSnapshot, unpinSnapshot } from '../../engine/runs/pin-snapshot.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { printable } from '../terminal/printable.ts'

type PinOptions = CommonOptions & Omit<PinRequest, 'reference'>

/** `vaultkeeper pin SNAPSHOT` */
export function pinCommand(reference: string, options: PinOptions): Promise<number> {
  return withEngine(options, async ({ engine, host, screen }) => {
    const snapshot = await pinSnapshot(engine.core, { ...options, reference }, host)
    if (screen.json) screen.emit({ command: 'pin', exitCode: exitCode.done, snapshot })
    else {
      const { label, id, repository } = snapshot
      screen.say(`${label ?? id.slice(0, 8)} (${id.slice(0, 8)} in "${printable(repository)}") is pinned: no rule of retention removes it.`)
      screen.say(`  Leave it to the rules again with: vaultkeeper unpin ${id.slice(0, 8)}`)
    }
    return exitCode.done
  })
}

/** `vaultkeeper unpin SNAPSHOT` */
export function unpinCommand(reference: string, options: PinOptions): Promise<number> {
  return withEngine(options, async ({ engine, host, screen }) => {
    const snapshot = await unpinSnapshot(engine.core, { ...options, reference }, host)
    if (screen.json) screen.emit({ command: 'unpin', exitCode: exitCode.done, snapshot })
    else {
      const { label, id, repository } = snapshot
      screen.say(`${label ?? id.slice(0, 8)} (${id.slice(0, 8)} in "${printable(repository)}") is left to the rules of retention again.`)
    }
    return exitCode.done
  })
}
