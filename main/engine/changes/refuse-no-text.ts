import { fail } from '../problem-error.ts'
import type { Difference } from './entry.ts'
import { restOnly } from './place-in-vault.ts'

/**
 * Throws a problem where a revert would have to write a name that is no UTF-8: the archive that it is read from tells it as text, so that another one would be written.
 * Of all that differs, before anything is done.
 */
export function refuseNoText(differences: readonly Difference[]): void {
  for (const { path, before } of differences) {
    if (path.includes('\uFFFD')) fail('name-not-text', `The name of "${path}" is no text, so it cannot be put back by itself.`, restOnly)
    if (before?.target?.includes('\uFFFD'))
      fail('name-not-text', `Where the link "${path}" led, "${before.target}", is no text, so it cannot be put back by itself.`, restOnly)
  }
}
