import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Configuration } from '../../contract/configuration.ts'
import type { ComebackMachine, ComebackVault } from '../../contract/procedures/comeback.ts'
import { counted } from '../health/say-when.ts'
import type { OwnAbout } from '../own/own-files.ts'
import { placeInWords } from '../repositories/manage/place-in-words.ts'
import type { PlaceSettings } from '../repositories/reach/reach.ts'
import { embedded } from '../repositories/repository-place.ts'
import type { SeenMachine } from './machines-of.ts'
import { movedFiles } from './moved-files.ts'
import { programsNote } from './programs-note.ts'

/** What is known of a machine besides its snapshots: its configuration with all paths as they are here, and what it told of itself. */
export type KnownOfMachine = { readonly configuration: Configuration | null; readonly about: OwnAbout | null }

/** What describing a machine depends on. */
export type DescribingFacts = {
  readonly now: Date
  /** The name of this machine. */
  readonly hostHere: string
  /** The person's own folder here. */
  readonly person: string
  /** Where the repository was opened, and its id. */
  readonly location: string
  readonly opened: PlaceSettings
  /** The same as a person would say it. */
  readonly place: string
  readonly id: string
  /** Where a configured repository is, as restic takes it. */
  readonly locationOf: (place: PlaceSettings) => string
}

/** A machine that made a snapshot so lately may still be at work, in ms. */
const lately = 60 * 60_000

/**
 * A machine as a person is told of it: its vaults with where each would go here, and what is otherwise here. One that bears this machine's own name is this one, set up
 * anew; another that was at work within the last hour may still be.
 */
export function describedMachine(machine: SeenMachine, known: KnownOfMachine, facts: DescribingFacts): ComebackMachine {
  const { host, own, newest, others, ahead } = machine
  return {
    host,
    time: own[0]?.time ?? null,
    newest: newest || null,
    alive: host.toLowerCase() !== facts.hostHere.toLowerCase() && facts.now.getTime() - Date.parse(newest) < lately,
    elsewhere: elsewhereOf(known, facts),
    vaults: vaultsOf(machine, known, facts),
    notes: [...notesOf(known, facts), ...(others === 0 ? [] : [othersNote(others)]), ...(ahead === 0 ? [] : [aheadNote(ahead)])],
  }
}

function vaultsOf({ vaults }: SeenMachine, { configuration, about }: KnownOfMachine, { person }: DescribingFacts): ComebackVault[] {
  const seen = new Map(vaults.map((one) => [one.id, one]))
  const ids = [...new Set([...Object.keys(configuration?.vaults ?? {}), ...seen.keys()])]
  return ids
    .map((id) => {
      const [configured, { folder, snapshots, newest } = { folder: null, snapshots: 0, newest: null }] = [
        configuration?.vaults[id],
        seen.get(id),
      ]
      const path = configured?.path ?? (folder === null ? null : pathHere(folder, about, person))
      return { id, name: configured?.name ?? id, path, snapshots, newest, there: path !== null && holdsSomething(path) }
    })
    .toSorted((one, other) => (Date.parse(other.newest ?? '') || 0) - (Date.parse(one.newest ?? '') || 0))
}

/** What lay in the person's own folder there lies in the person's own folder here. Pure. */
export function pathHere(path: string, about: OwnAbout | null, person: string): string {
  if (about === null || !path.startsWith(about.person) || !/^(?:$|[\\/])/.test(path.slice(about.person.length))) return path
  return `${person}${path.slice(about.person.length)}`
}

/** Whether something lies at a place that a restore would meet. */
export function holdsSomething(path: string): boolean {
  try {
    return readdirSync(path).length > 0
  } catch {
    return existsSync(path)
  }
}

/** Where the configuration says that the repository is which was opened, if that is another place; as a person would say it. */
function elsewhereOf(known: KnownOfMachine, { id, location, locationOf }: DescribingFacts): string | null {
  const place = configuredPlace(known, id)
  return place === undefined || locationOf(place) === location ? null : placeInWords(place)
}

function configuredPlace({ configuration, about }: KnownOfMachine, id: string): PlaceSettings | undefined {
  const name = about?.repositories.find((one) => one.id === id)?.name
  return name === undefined ? undefined : configuration?.repositories[name]
}

function notesOf(known: KnownOfMachine, facts: DescribingFacts): string[] {
  const { configuration, about } = known
  const { id, location } = facts
  const opened = about?.repositories.find((one) => one.id === id)?.name
  const elsewhere = elsewhereOf(known, facts)
  const notes =
    elsewhere === null ? [] : [`Its configuration says that this repository is at ${elsewhere}; from now on it says: ${facts.place}.`]
  const place = configuredPlace(known, id)
  for (const { setting, from, to } of place === undefined ? [] : movedFiles(place, facts.opened))
    notes.push(
      `Its configuration names ${from === undefined ? `no "${setting}"` : `${from} ("${setting}"), which is not here`}; from now on it names ${to ?? 'none'}.`,
    )
  const programs = configuration === null ? null : programsNote(configuration)
  if (programs !== null) notes.push(programs)
  for (const { name, path } of Object.values(configuration?.vaults ?? {}))
    if (!existsSync(path) && !existsSync(dirname(path)))
      notes.push(
        `${name} would go to ${path}, and there is no ${dirname(path)} here. Where that is not meant, leave it out now (--vaults none, or the ids of the others), change its path in the configuration, and restore it then.`,
      )
  for (const [name, one] of Object.entries(configuration?.repositories ?? {}))
    if (one.type === 'local' && one.path !== location && name !== opened && name !== embedded && !existsSync(one.path))
      notes.push(`The repository "${name}" should be at ${one.path}, which is not there now.`)
  if (about !== null && about.variables.length > 0)
    notes.push(`The file .env beside the configuration is in no backup, for it may hold secrets. It set: ${about.variables.join(', ')}.`)
  return notes
}

function othersNote(others: number): string {
  return `${counted(others, 'more snapshot')} there ${others === 1 ? 'was' : 'were'} made by another program: see them with vaultkeeper snapshots once this is done.`
}

function aheadNote(ahead: number): string {
  return `${counted(ahead, 'snapshot')} there ${ahead === 1 ? 'is dated in the future, and counts' : 'are dated in the future, and count'} only where there is no other: if the clock of this computer is behind, put it right first.`
}
