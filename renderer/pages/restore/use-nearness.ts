import { useQuery } from '@tanstack/react-query'
import type { RepositoryEntry } from '../../../main/contract/procedures/repository-entry.ts'
import { orpc } from '../../api.ts'
import type { Nearness } from './fold-moments.ts'

const far = { same: 0, other: 1, server: 2 } as const

/** How near each repository is, and what to say of it in a list: "offsite, on a server; not connected". */
export function useNearness(): { readonly nearness: Nearness; readonly words: (repository: string) => string } {
  const { data } = useQuery(orpc.repositories.list.queryOptions())
  const of = (name: string) => data?.find((entry) => entry.name === name)
  return {
    nearness: (name) => nearnessOf(of(name)),
    words: (name) => wordsOf(name, of(name)),
  }
}

/** Away is worse than far; what nobody knows comes last. Pure. */
export function nearnessOf(entry: Pick<RepositoryEntry, 'onDisk' | 'state'> | undefined): number {
  return entry === undefined ? 20 : far[entry.onDisk] + (entry.state === 'ready' ? 0 : 10)
}

function wordsOf(name: string, entry: RepositoryEntry | undefined): string {
  if (entry === undefined) return name
  const where = { same: 'on this disk', other: 'on another disk', server: 'on a server' }[entry.onDisk]
  const away =
    entry.state === 'not-connected'
      ? '; not connected'
      : entry.state === 'failing' || entry.state === 'damaged'
        ? '; does not work now'
        : ''
  return `${name}, ${where}${away}`
}
