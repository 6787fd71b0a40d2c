import type { OtherMachine } from '../../contract/procedures/machines.ts'
import type { Core } from '../core.ts'
import { looksOfRepositories, snapshotsOfOthers } from '../state/machine-queries.ts'
import { type MachineRules, machinesIn, repositoriesToLookInto, type SeenOfMachine } from './machines-in.ts'

/** The other machines in our repositories, from the records alone; those in repositories aside that are switched off. */
export function otherMachines(core: Core, now: Date = core.ports.clock.now()): OtherMachine[] {
  return machinesIn(...factsOf(core), now)
}

/** The repositories to look into before anybody is told that a machine has gone quiet. */
export function unlookedRepositories(core: Core, now: Date = core.ports.clock.now()): string[] {
  return repositoriesToLookInto(...factsOf(core), now)
}

function factsOf(core: Core): [readonly SeenOfMachine[], MachineRules | undefined, ReadonlyMap<string, string>] {
  const { database } = core.state
  const { repositories, machines } = core.settings.configuration ?? {}
  const used = snapshotsOfOthers(database).filter(({ repository }) => repositories?.[repository]?.enabled !== false)
  return [used, machines, looksOfRepositories(database)]
}
