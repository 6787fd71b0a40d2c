import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { changesNamed, type KnownChange } from '../state/change-queries.ts'

/** The one change that an id, or the beginning of one, means. Throws a problem for none and for several. */
export function changeNamed(core: Core, name: string): KnownChange {
  const found = /^[0-9a-f]+$/.test(name) ? changesNamed(core.state.database, name) : []
  if (found.length > 1)
    return fail(
      'change-ambiguous',
      `"${name}" is the beginning of ${found.length} changes.`,
      'Write more of its id; vaultkeeper changes --all shows them.',
    )
  return found[0] ?? fail('change-not-found', `There is no change "${name}".`, 'See which wait with: vaultkeeper changes')
}
