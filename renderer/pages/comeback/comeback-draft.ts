import type { ComebackMachine, ComebackPlace, ComebackVault } from '../../../main/contract/procedures/comeback.ts'
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

/** Whether a vault can come back now: it is known where to, and nothing lies there but what a return that was cut off has begun to write. Pure. */
export function canBring({ path, there, snapshots }: ComebackVault, unfinished: boolean): boolean {
  return path !== null && snapshots > 0 && (!there || unfinished)
}

/** The vaults that are chosen first: all that can come back. Pure. */
export function vaultsAtFirst({ vaults }: ComebackMachine, unfinished: boolean): readonly string[] {
  return vaults.filter((vault) => canBring(vault, unfinished)).map(({ id }) => id)
}
