import type { HistoryEntry, HistoryFilter } from '../../contract/procedures/history.ts'
import type { Core } from '../core.ts'
import { decisionsBefore, runsBefore, skipsBefore } from '../state/history-queries.ts'
import { knownVaults } from '../state/queries.ts'
import { coalesceSkips } from './coalesce-skips.ts'
import { newestFirst } from './newest-first.ts'
import { says } from './says.ts'

/** Which lines, and how many. `before`: the `next` of the page before. `coalesce`: see {@link coalesceSkips}. */
export type HistoryRequest = HistoryFilter & { readonly most: number; readonly before?: number | undefined; readonly coalesce: boolean }

/** A page of what happened, newest first; `next`: where the next one begins, `null` when that was all. */
export type HistoryPage = { readonly entries: readonly HistoryEntry[]; readonly next: number | null }

/** Runs, due times that were not run, and what people decided, as one list. */
export function listHistory(core: Core, { most, coalesce, ...request }: HistoryRequest): HistoryPage {
  const all = linesOf(core, request)
  const text = request.text?.trim().toLowerCase() ?? ''
  const wanted = text === '' ? all : all.filter((one) => says(one, text))
  return coalesceSkips(wanted, most, coalesce)
}

function linesOf({ state: { database } }: Core, request: Omit<HistoryRequest, 'most' | 'coalesce'>): Generator<HistoryEntry> {
  const filter = { ...request, before: request.before ?? Number.MAX_SAFE_INTEGER }
  const names = new Map(knownVaults(database).map(({ id, name }) => [id, name]))
  const nameOf = (vault: string | null) => names.get(vault ?? '') ?? null
  const onlyRuns = request.kinds !== undefined || request.verdicts !== undefined
  const isWanted = (what: HistoryEntry['what']) => request.what?.includes(what) ?? (what === 'run' || !onlyRuns)
  return newestFirst([
    ...(isWanted('run') ? [runsBefore(database, filter).map((run) => ({ what: 'run' as const, run, vaultName: nameOf(run.vault) }))] : []),
    // Skips are of a plan, whatever it takes.
    ...(isWanted('skip') && !onlyRuns && filter.vault === undefined
      ? [skipsBefore(database, filter).map((skip) => ({ what: 'skip' as const, skip }))]
      : []),
    ...(isWanted('decision') && !onlyRuns
      ? [decisionsBefore(database, filter).map((decision) => ({ what: 'decision' as const, decision, vaultName: nameOf(decision.vault) }))]
      : []),
  ])
}
