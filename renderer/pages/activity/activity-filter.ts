import type { HistoryFilter } from '../../../main/contract/procedures/history.ts'
import type { RunKind } from '../../../main/contract/run-kind.ts'

/** What can be looked for by kind; each stands for kinds of the engine. */
export const activityKinds = {
  '': 'Everything',
  backups: 'Backups',
  restores: 'Restores and undos',
  care: 'Care of repositories',
  git: 'Git',
  skipped: 'Not run',
  decisions: 'Decisions',
} as const
/** See {@link activityKinds}. */
type ActivityKind = keyof typeof activityKinds

/** What can be looked for by outcome. */
export const activityOutcomes = {
  '': 'Any outcome',
  bad: 'Failed or not verified',
  warnings: 'With warnings',
  done: 'Done',
  stopped: 'Cancelled or skipped',
  running: 'Running',
} as const
/** See {@link activityOutcomes}. */
type ActivityOutcome = keyof typeof activityOutcomes

/** What the list is narrowed to; empty texts narrow nothing. It stands in the address, so that it can be come back to. */
export type ActivityFilter = {
  readonly kind: ActivityKind
  readonly outcome: ActivityOutcome
  readonly plan: string
  readonly vault: string
  readonly text: string
}

/** Reads the filter from the query of an address; what it says wrongly is as if it said nothing. Pure. */
export function readFilter(query: string): ActivityFilter {
  const said = new URLSearchParams(query)
  const word = <Word extends string>(name: string, words: Readonly<Record<Word, string>>, usual: Word): Word => {
    const value = said.get(name) ?? ''
    return Object.hasOwn(words, value) ? (value as Word) : usual
  }
  return {
    kind: word('kind', activityKinds, ''),
    outcome: word('outcome', activityOutcomes, ''),
    plan: said.get('plan') ?? '',
    vault: said.get('vault') ?? '',
    text: said.get('text') ?? '',
  }
}

/** Writes it as the shortest query that {@link readFilter} reads the same from. Pure. */
export function writeFilter(filter: ActivityFilter): string {
  return new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString()
}

const kinds: Readonly<Record<'backups' | 'restores' | 'care' | 'git', RunKind[]>> = {
  backups: ['backup'],
  restores: ['restore', 'undo', 'revert', 'comeback', 'recover'],
  care: ['verify', 'repair', 'retention', 'prune', 'check', 'copy', 'init', 'unlock', 'keys', 'own', 'drill'],
  git: ['push', 'branch'],
}

const verdicts: Readonly<Record<Exclude<ActivityOutcome, ''>, HistoryFilter['verdicts']>> = {
  bad: ['failed', 'not-verified', 'interrupted'],
  warnings: ['warnings'],
  done: ['done'],
  stopped: ['cancelled', 'skipped'],
  running: ['running'],
}

/** The same for the engine. Pure. */
export function historyFilter({ kind, outcome, plan, vault, text }: ActivityFilter): HistoryFilter {
  const only = kind === 'skipped' ? 'skip' : kind === 'decisions' ? 'decision' : kind === '' ? null : 'run'
  return {
    ...(only === null ? {} : { what: [only] }),
    ...(kind === 'backups' || kind === 'restores' || kind === 'care' || kind === 'git' ? { kinds: kinds[kind] } : {}),
    ...(outcome === '' ? {} : { verdicts: verdicts[outcome] }),
    ...(plan === '' ? {} : { plan }),
    ...(vault === '' ? {} : { vault }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
  }
}
