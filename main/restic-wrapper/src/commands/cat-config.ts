import { count, text } from '../messages/json.ts'
import type { Plan } from './plan.ts'
import { objectReader } from './reader.ts'
import type { Announcement } from './snapshots.ts'

/** What identifies a repository: compare `id`, not the location. */
export type RepositoryConfig = { readonly id: string; readonly version: number }

/** The cheapest question that tells whether a repository is there and the password opens it. Never takes a lock. */
export function planCatConfig(): Plan<Announcement, RepositoryConfig> {
  return {
    name: 'cat config',
    args: ['cat', 'config'],
    json: true,
    framing: 'values',
    announces: true,
    neverLocks: true,
    // A question: who asks it waits for the answer. Four times there and back over a slow line are silent for half a minute.
    limits: { retrying: 15_000, silence: 60_000 },
    reader: objectReader((json) => (text(json.id) === '' ? undefined : { id: text(json.id), version: count(json.version) })),
  }
}
