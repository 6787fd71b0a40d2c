import { useSyncExternalStore } from 'react'
import type { Job } from '../../main/contract/procedures/jobs.ts'

/** How the page stands with its host. `lost` since a time in ms, and `signed-out`: it has to be opened by a new address. */
type Connection = { readonly state: 'connecting' | 'live' | 'signed-out' } | { readonly state: 'lost'; readonly since: number }

/** What the live stream has told. `jobs` null: nothing yet. */
export type LiveState = { readonly connection: Connection; readonly jobs: readonly Job[] | null }

let state: LiveState = { connection: { state: 'connecting' }, jobs: null }
const listeners = new Set<() => void>()

/** Changes what is known, and tells whoever shows it. */
export function setLive(change: Partial<LiveState>): void {
  state = { ...state, ...change }
  for (const listener of [...listeners]) listener()
}

/** What the live stream has told, as of now. */
export function getLive(): LiveState {
  return state
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The connection and the jobs, for what shows them. */
export function useLive(): LiveState {
  return useSyncExternalStore(subscribe, getLive)
}

/** One job by its id; `undefined` while it is not known (yet, or any more). */
export function useJob(id: string | null): Job | undefined {
  const { jobs } = useLive()
  return id === null ? undefined : jobs?.find((job) => job.id === id)
}
