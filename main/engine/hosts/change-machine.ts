import type { OtherMachine } from '../../contract/procedures/machines.ts'
import { editConfiguration } from '../config/edit-configuration.ts'
import type { ConfigurationEdit } from '../config/edit-text.ts'
import { putInForce } from '../config/put-in-force.ts'
import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { otherMachines } from './other-machines.ts'

/** What is to be said of another machine; what is left out stays as it is. See `machines.change` of the contract. */
export type MachineChange = {
  readonly machine: string
  readonly name?: string | null | undefined
  readonly staleAfter?: string | false | null | undefined
}

/**
 * Names another machine in the configuration, or says there when its silence is told. Throws a problem for one that has no snapshots here, and is not
 * configured either.
 * @returns how it stands then; `null` where none of its snapshots are there
 */
export async function changeMachine(core: Core, { machine, name, staleAfter }: MachineChange): Promise<OtherMachine | null> {
  const known = otherMachines(core)
  const configured = core.settings.configuration?.machines[machine] !== undefined
  if (!configured && !known.some((one) => one.machine === machine))
    fail(
      'machine-unknown',
      `There are no snapshots of a machine "${machine}" here.`,
      known.length === 0
        ? 'Other machines show once they back up into the same repository.'
        : `There are: ${known.map((one) => one.machine).join(', ')}.`,
    )
  const edits: ConfigurationEdit[] = []
  if (name !== undefined) edits.push(editOf(machine, 'name', name))
  if (staleAfter !== undefined) edits.push(editOf(machine, 'staleAfter', staleAfter))
  if (edits.length > 0) await putInForce(core, await editConfiguration(core, edits))
  return otherMachines(core).find((one) => one.machine === machine) ?? null
}

/** Nothing stands there where it is `null`: then it is as if nobody had said anything. */
function editOf(machine: string, what: 'name' | 'staleAfter', value: string | false | null): ConfigurationEdit {
  return { path: ['machines', machine, what], value: value ?? undefined }
}
