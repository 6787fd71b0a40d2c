import type { KnownRepository } from '../state/queries.ts'

/**
 * Whether nothing is to be removed from a repository: as the configuration says, which may also say that it is not so; else as its place was found to be.
 * Pure.
 * @param configured `appendOnly` of the configuration, `undefined` where it says nothing
 */
export function isAppendOnly(configured: boolean | undefined, known: Pick<KnownRepository, 'appendOnly'> | undefined): boolean {
  return configured ?? Boolean(known?.appendOnly)
}
