import { exitCode } from '../../contract/exit-code.ts'
import type { OtherMachine } from '../../contract/procedures/machines.ts'
import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { machineTable } from '../terminal/show-machines.ts'

/** What is to be said of a machine. `staleAfter`: a duration, `never` or `learned`. */
export type MachinesOptions = CommonOptions & { readonly name?: string; readonly staleAfter?: string }

/** `vaultkeeper machines [MACHINE] [--name NAME] [--stale-after 26h|never|learned]`: exit code 1 when one of those shown has gone quiet. */
export function machinesCommand(named: string | undefined, { name, staleAfter, ...options }: MachinesOptions): Promise<number> {
  return withClient(options, async ({ client, screen, signal, engine }) => {
    const all = await client.machines.list(undefined, { signal })
    const machine = all.find((one) => one.machine === named || one.name === named)?.machine ?? named
    if (machine !== undefined) await client.machines.change({ machine, name, staleAfter: allowedOf(staleAfter) }, { signal })
    const known = await client.machines.list(undefined, { signal })
    const machines = machine === undefined ? known : known.filter((one) => one.machine === machine)
    const code = machines.some(isQuiet) ? exitCode.failed : exitCode.done
    if (screen.json) screen.emit({ command: 'machines', exitCode: code, machines })
    else if (machines.length === 0)
      screen.say(
        machine === undefined
          ? 'No other machine keeps snapshots in these repositories.'
          : `No snapshots of ${printable(machine)} are there.`,
      )
    else for (const line of machineTable(machines, screen, engine.core.ports.clock.now())) screen.say(line)
    return code
  })
}

function allowedOf(text: string | undefined): string | false | null | undefined {
  if (text === 'never') return false
  return text === 'learned' ? null : text
}

function isQuiet({ quietSince }: OtherMachine): boolean {
  return quietSince !== null
}
