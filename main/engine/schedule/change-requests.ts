import type { SkipReason } from '../../contract/skip-reason.ts'
import type { Core } from '../core.ts'
import { failuresInARow, latestOfLane } from '../state/schedule-queries.ts'
import { retryDelay } from './back-off.ts'
import type { Job } from './scheduler.ts'

/** A run that a change asks for, and that was not begun yet. */
export type ChangeRequest = {
  readonly job: Job
  readonly asked: number
  /** In ms since 1970; infinite where only a person, or the next change, can help. */
  readonly notBefore: number
  /** Why it was recorded to be held back, last. */
  reason: SkipReason | null
}

/** The runs that changes ask for: one for each plan into each repository, of all vaults that have changed. */
export type ChangeRequests = {
  readonly ask: (job: Job) => void
  /** Those whose time has come. They stay until they are dropped. */
  readonly ready: (now: Date) => ChangeRequest[]
  readonly drop: (job: Job) => void
  /**
   * It is begun; not where the state cannot be read, which throws: then it is asked for a minute later.
   * @returns to be called when it has ended: vaults that failed are asked for again, later and later
   */
  readonly begun: (job: Job) => () => void
  /** Something was changed that may help: what failed is tried again. */
  readonly mended: () => void
  /** When the next of those that rest is ready, in ms since 1970; infinite when none will be by itself. */
  readonly next: () => number
}

const minute = 60_000

/** Keeps them in memory: at the next start everything is looked at anyway. */
export function createChangeRequests(core: Core): ChangeRequests {
  const { clock } = core.ports
  const waiting = new Map<string, ChangeRequest>()
  const keyOf = ({ plan, repository }: Job) => `${plan}/${repository}`
  const laneOf = ({ plan, repository }: Job, vault: string) => ({ plan, repository, vault })
  const add = (job: Job, notBefore: number) => {
    const before = waiting.get(keyOf(job))
    const vaults = [...new Set([...(before?.job.vaults ?? []), ...job.vaults])]
    // A change does not end the rest that a failing place is given; but it may be the very thing that was waited for.
    const rest = before !== undefined && Number.isFinite(before.notBefore) ? before.notBefore : 0
    waiting.set(keyOf(job), {
      job: { ...job, vaults },
      asked: before?.asked ?? clock.now().getTime(),
      notBefore: Math.max(notBefore, rest),
      reason: before?.reason ?? null,
    })
  }
  /** Where the state cannot be read just now: nobody else knows of the change, so it is kept. */
  const orAskAgain = <Read>(job: Job, read: () => Read): Read => {
    try {
      return read()
    } catch (error) {
      add(job, clock.now().getTime() + minute)
      throw error
    }
  }
  /** After how many ms it is tried again; `null`: not at all. */
  const delayOf = (job: Job, vault: string, before: string | undefined): number | null => {
    const lane = laneOf(job, vault)
    const run = latestOfLane(core.state.database, lane, false)
    // It did not come to a run, or its end could not be recorded.
    if (run === undefined || run.id === before || run.verdict === null) return minute
    const { verdict, problem } = run
    const delay = retryDelay({ verdict, code: problem?.code ?? null, attempts: failuresInARow(core.state.database, lane) })
    return delay === null && verdict === 'failed' ? Number.POSITIVE_INFINITY : delay
  }
  return {
    ask: (job) => add(job, 0),
    ready: (now) => [...waiting.values()].filter(({ notBefore }) => notBefore <= now.getTime()),
    drop: (job) => void waiting.delete(keyOf(job)),
    begun: (job) => {
      const newest = orAskAgain(
        job,
        () => new Map(job.vaults.map((vault) => [vault, latestOfLane(core.state.database, laneOf(job, vault), false)?.id])),
      )
      const asked = waiting.get(keyOf(job))?.job.vaults ?? []
      waiting.delete(keyOf(job))
      // Changed while it was looked whether this one may run.
      const others = asked.filter((vault) => !job.vaults.includes(vault))
      if (others.length > 0) add({ ...job, vaults: others }, 0)
      return () => {
        const rests = orAskAgain(job, () => [...newest].map(([vault, before]) => [vault, delayOf(job, vault, before)] as const))
        for (const [vault, delay] of rests) if (delay !== null) add({ ...job, vaults: [vault] }, clock.now().getTime() + delay)
      }
    },
    mended: () => {
      for (const [key, request] of waiting) waiting.set(key, { ...request, notBefore: 0 })
    },
    next: () => {
      const now = clock.now().getTime()
      return Math.min(...[...waiting.values()].map(({ notBefore }) => notBefore).filter((time) => time > now))
    },
  }
}
