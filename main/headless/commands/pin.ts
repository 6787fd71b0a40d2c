import { exitCode } from '../../contract/exit-code.ts'
import { printable } from '../../contract/words/printable.ts'
import type { PinRequest } from '../../engine/runs/pin-snapshot.ts'
import { type CommonOptions, withClient } from '../command-host.ts'

type PinOptions = CommonOptions & Omit<PinRequest, 'reference'>

/** `vaultkeeper pin SNAPSHOT` */
export function pinCommand(reference: string, options: PinOptions): Promise<number> {
  const { vault, repository } = options
  return withClient(options, async ({ client, signal, screen }) => {
    const snapshot = await client.snapshots.pin({ snapshot: reference, vault, repository }, { signal })
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
  const { vault, repository } = options
  return withClient(options, async ({ client, signal, screen }) => {
    const snapshot = await client.snapshots.unpin({ snapshot: reference, vault, repository }, { signal })
    if (screen.json) screen.emit({ command: 'unpin', exitCode: exitCode.done, snapshot })
    else {
      const { label, id, repository } = snapshot
      screen.say(`${label ?? id.slice(0, 8)} (${id.slice(0, 8)} in "${printable(repository)}") is left to the rules of retention again.`)
    }
    return exitCode.done
  })
}
