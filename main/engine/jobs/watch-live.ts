import type { LiveEvent } from '../../contract/procedures/live.ts'
import type { Core } from '../core.ts'
import { followHistory } from '../daemon/follow-history.ts'
import type { Jobs } from './jobs.ts'
import { moves } from './moves.ts'

/** Tells how things are, and whenever the history or a job moves, whoever moved it. */
export async function* watchLive({ core, jobs }: { core: Core; jobs: Jobs }, signal: AbortSignal | undefined): AsyncGenerator<LiveEvent> {
  let seq: number | undefined
  let told: ReturnType<Jobs['list']> | undefined
  const subscribe = (moved: () => void) => {
    const history = followHistory(core, moved)
    const ended = jobs.onMove(moved)
    return () => {
      history.close()
      ended()
    }
  }
  await core.state.catchUp()
  for await (const _ of moves(subscribe, signal)) {
    // What this very process records is in the state already, and nobody calls back for it a second time.
    const newest = core.state.last()?.seq ?? 0
    if (newest !== seq) yield { what: 'state', seq: newest }
    seq = newest
    const now = jobs.list()
    if (now.length !== told?.length || now.some((job, place) => job !== told?.[place])) yield { what: 'jobs', jobs: now }
    told = now
  }
}
