import { hostname } from 'node:os'
import type { ComebackMachine } from '../../contract/procedures/comeback.ts'
import { placesOf } from '../config/configuration-path.ts'
import { readVariables } from '../config/dot-env.ts'
import { parseConfiguration } from '../config/parse-configuration.ts'
import type { Core, RunHost } from '../core.ts'
import { ProblemError } from '../problem-error.ts'
import { placeInWords } from '../repositories/manage/place-in-words.ts'
import { reachOf } from '../repositories/reach/reach-of.ts'
import { reachFacts } from '../repositories/repository-place.ts'
import { type DescribingFacts, describedMachine, type KnownOfMachine } from './described-machine.ts'
import { machinesOf, type SeenMachine } from './machines-of.ts'
import { type OpenBackups, openBackups, type WayToBackups } from './open-backups.ts'
import { readOwn } from './read-own.ts'

/** A machine that can come back: as it is told, and what its snapshots say. */
export type FoundMachine = { readonly told: ComebackMachine; readonly seen: SeenMachine }

/** Which machines can be brought back from a place. Throws problems. */
export async function lookForMachines(core: Core, way: WayToBackups, host: RunHost): Promise<ComebackMachine[]> {
  const backups = await openBackups(core, way, host)
  const found = await machinesIn(core, backups, host)
  return found.map(({ told }) => told)
}

/** The machines in a repository that was opened. What Vaultkeeper kept of itself and cannot be read any more is said, and no reason not to tell of the vaults. */
export async function machinesIn(core: Core, backups: OpenBackups, host: RunHost): Promise<FoundMachine[]> {
  const { person } = placesHere(core)
  const facts: DescribingFacts = {
    now: core.ports.clock.now(),
    hostHere: core.ports.environment['VAULTKEEPER_HOST']?.trim() || hostname(),
    person,
    location: backups.location,
    place: placeInWords(backups.place),
    id: backups.id,
    locationOf: (place) => reachOf(place, reachFacts(core)).location,
  }
  const found: FoundMachine[] = []
  for (const seen of machinesOf(backups.snapshots)) {
    const { problem, ...known } = await knownOf(core, backups, seen, host)
    const told = describedMachine(seen, known, facts)
    found.push({ seen, told: problem === null ? told : { ...told, notes: [...told.notes, problem] } })
  }
  return found
}

/** What paths in the configuration are seen from here. */
function placesHere(core: Core) {
  return placesOf(core.home, readVariables(core.home.root, core.ports.environment).variables)
}

async function knownOf(
  core: Core,
  backups: OpenBackups,
  { own }: SeenMachine,
  host: RunHost,
): Promise<KnownOfMachine & { readonly problem: string | null }> {
  const nothing = { configuration: null, about: null, problem: null }
  if (own === null) return nothing
  try {
    const { about, configuration, remove } = await readOwn(core, backups, own.id, false, host)
    remove()
    const parsed = parseConfiguration(configuration, placesHere(core))
    return { about, configuration: parsed.ok ? parsed.configuration : null, problem: null }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { ...nothing, problem: `${error.problem.sentence} ${error.problem.remedy}` }
  }
}
