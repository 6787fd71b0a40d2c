import type { Core } from '../core.ts'
import { knownRepositories } from '../state/queries.ts'

/** All folders that work is done in without being asked: of the vaults and repositories that are configured or known, and our own. */
export function placesOnDisk({ home, settings: { configuration }, state }: Pick<Core, 'home' | 'settings' | 'state'>): string[] {
  const configured = Object.values(configuration?.repositories ?? {}).flatMap((one) => (one.type === 'local' ? [one.path] : []))
  const vaults = Object.values(configuration?.vaults ?? {}).map(({ path }) => path)
  const known = knownRepositories(state.database).flatMap(({ location }) => (location.startsWith('/') ? [location] : []))
  return [home.root, ...vaults, ...configured, ...known]
}
