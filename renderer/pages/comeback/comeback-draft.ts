import type { ComebackMachine, ComebackPlace } from '../../../main/contract/procedures/comeback.ts'
import { missingIn, type PlaceDraft, settingsOf } from '../../repositories/place-draft.ts'

/** The steps of bringing a machine back, in their order. */
export const comebackSteps = ['place', 'password', 'what', 'run'] as const
/** See {@link comebackSteps}. */
export type ComebackStep = (typeof comebackSteps)[number]

/** What each step is about, as the title that is read when it opens. */
export const comebackTitles: Readonly<Record<ComebackStep, string>> = {
  place: 'Where are your backups?',
  password: 'The password',
  what: 'What comes back?',
  run: 'Bringing it back',
}

/** Where the backups are, as far as it is said: on a drive, at a server, or by the address that stands in the emergency kit. */
export type ComebackDraft = {
  readonly how: 'folder' | 'server' | 'address' | null
  readonly path: string
  readonly server: PlaceDraft
  readonly address: string
}

/** Nothing was said. */
export const noDraft: ComebackDraft = { how: null, path: '', server: { type: 'rest', values: {} }, address: '' }

/** The place as the contract takes it; `undefined` while something is missing. Pure. */
export function comebackPlace({ how, path, server, address }: ComebackDraft): ComebackPlace | undefined {
  if (how === 'folder' && path.trim() !== '') return { type: 'configured', settings: { type: 'local', path: path.trim() } }
  if (how === 'address' && address.trim() !== '') return { type: 'address', address: address.trim() }
  return how === 'server' && missingIn(server).length === 0 ? { type: 'configured', settings: settingsOf(server) } : undefined
}

/** The machine that is offered first: the one that was at work last. Pure. */
export function newestMachine(machines: readonly ComebackMachine[]): ComebackMachine | undefined {
  return machines.toSorted((one, other) => (other.newest ?? '').localeCompare(one.newest ?? ''))[0]
}

/** The vaults that are chosen first: those that can come back, and in whose places nothing lies. Pure. */
export function vaultsAtFirst({ vaults }: ComebackMachine): readonly string[] {
  return vaults.filter(({ path, there, snapshots }) => path !== null && !there && snapshots > 0).map(({ id }) => id)
}
