import { Configuration } from '../../../main/contract/configuration.ts'
import type { HistoryEvent } from '../../../main/contract/history-event.ts'
import type { Problem } from '../../../main/contract/problem.ts'
import type { RunKind } from '../../../main/contract/run-kind.ts'
import type { Verdict } from '../../../main/contract/verdict.ts'
import type { TestHome } from '../../helpers/temporary-home.ts'

/** A moment of November 2026: `at(20, '07:00')`. */
export function at(day: number, clock = '00:00'): Date {
  return new Date(`2026-11-${String(day).padStart(2, '0')}T${clock}:00Z`)
}

/** A configuration with two vaults, two repositories, a plan of each kind, and what a test adds. */
export function configurationWith(more: Record<string, unknown> = {}): Configuration {
  return Configuration.parse({
    version: 1,
    vaults: { notes: { name: 'My Notes', path: '/v/notes' }, agents: { name: 'Agents', path: '/v/agents' } },
    repositories: { local: { type: 'local', path: '/r/local' }, offsite: { type: 'rest', url: 'https://backup.example.com' } },
    plans: {
      daily: { kind: 'daily', sources: ['notes', 'agents'], repositories: ['local', 'offsite'] },
      weekly: { kind: 'weekly', sources: ['agents'], repositories: ['local'] },
    },
    ...more,
  })
}

/** What can be said of a run that is written into the records. */
export type RunWords = {
  readonly plan?: string
  readonly repository?: string
  readonly vault?: string
  readonly kind?: RunKind
  readonly verdict?: Verdict | null
  readonly problem?: Problem
  readonly warnings?: readonly string[]
  readonly snapshot?: string
  readonly due?: string
  /** How long it took, in minutes. */
  readonly took?: number
}

/** A problem for tests. */
export const problem = (code: string, sentence = `It is ${code}.`, remedy = `Mend ${code}.`): Problem => ({ code, sentence, remedy })

let count = 0

/** Writes a run into the records as it would have been, with the clock set to when it began and ended. @returns its id */
export async function recordRun(home: TestHome, began: Date, words: RunWords = {}): Promise<string> {
  const { plan = 'daily', repository = 'local', vault = 'notes', kind = 'backup', verdict = 'done', took = 1 } = words
  const run = `run-${++count}`
  home.setTime(began)
  const occasion = { plan, ...(words.due === undefined ? {} : { due: words.due, trigger: 'schedule' as const }) }
  await home.core.record({ event: 'run.intent', run, kind, repository, vault, ...occasion, pid: process.pid, processStart: '' })
  home.setTime(new Date(began.getTime() + took * 60_000))
  if (words.snapshot !== undefined) {
    const counts = { files: 120, bytes: 4000, filesNew: 2, filesChanged: 1, bytesStored: 1500 }
    const { files, bytes } = counts
    const label = `${plan}/2026-11-${began.getUTCDate()}`
    const snapshot = { id: words.snapshot, time: began.toISOString(), vault, plan, label, files, bytes }
    await home.core.record({ event: 'run.snapshot', run, snapshot, unchanged: false, counts, duration: 10 })
  }
  if (verdict !== null) await home.core.record(outcome(run, verdict, words))
  return run
}

function outcome(run: string, verdict: Verdict, { problem: why, warnings = [] }: RunWords): HistoryEvent {
  return { event: 'run.outcome', run, verdict, ...(why ? { problem: why } : {}), warnings: [...warnings], warningCount: warnings.length }
}
