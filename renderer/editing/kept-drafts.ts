import { useSyncExternalStore } from 'react'
import type { Changes } from './draft.ts'

/** Changes that were not saved yet, and the hash of the configuration that the person saw when they began them. */
export type KeptDraft = { readonly changes: Changes; readonly basedOn: string }

const drafts = new Map<string, KeptDraft>()
const listeners = new Set<() => void>()

/** What was changed and not saved in a section. It outlives its page: who comes back finds it as it was. */
export function useKeptDraft(section: string): KeptDraft | undefined {
  return useSyncExternalStore(subscribe, () => keptDraft(section))
}

/** The same as of now, for what is not drawn. */
export function keptDraft(section: string): KeptDraft | undefined {
  return drafts.get(section)
}

/** Keeps the changes of a section; without any, there is no draft. */
export function keepDraft(section: string, draft: KeptDraft | undefined): void {
  if (draft === undefined || Object.keys(draft.changes).length === 0) drafts.delete(section)
  else drafts.set(section, draft)
  for (const listener of [...listeners]) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

// The browser asks before it lets go of what was not saved.
addEventListener('beforeunload', (event) => {
  if (drafts.size > 0) event.preventDefault()
})
