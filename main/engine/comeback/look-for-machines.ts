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
import { readNewestOwn } from './read-newest-own.ts'

/** A machine that can come back: as it is told, and what its snapshots say; of its own things from the newest on that tells of them. */
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
    opened: backups.place,
    place: placeInWords(backups.place),
    id: backups.id,
    locationOf: (place) => reachOf(place, reachFacts(core)).location,
  }
  const found: FoundMachine[] = []
  for (const seen of machinesOf(backups.snapshots, facts.now)) {
    const { notes, own, ...known } = await knownOf(core, backups, seen, host)
    const told = describedMachine({ ...seen, own }, known, facts)
    found.push({ seen: { ...seen, own }, told: { ...told, notes: [...told.notes, ...notes] } })
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
): Promise<KnownOfMachine & Pick<SeenMachine, 'own'> & { readonly notes: readonly string[] }> {
  const nothing = { configuration: null, about: null, own, notes: [] }
  try {
    const newest = await readNewestOwn(core, backups, own, false, host)
    if (newest === undefined) return nothing
    newest.remove()
    const parsed = parseConfiguration(newest.configuration, placesHere(core))
    const configuration = parsed.ok ? parsed.configuration : null
    return { about: newest.about, configuration, own: own.slice(own.indexOf(newest.own)), notes: newest.notes }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { ...nothing, notes: [`${error.problem.sentence} ${error.problem.remedy}`] }
  }
}
