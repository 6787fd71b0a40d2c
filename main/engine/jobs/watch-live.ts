import type { LiveEvent } from '../../contract/procedures/live.ts'
import type { Core } from '../core.ts'
import { followHistory } from '../daemon/follow-history.ts'
import { followStanding, type Looks, standingNow } from './follow-standing.ts'
import type { Jobs } from './jobs.ts'
import { moves } from './moves.ts'

/** Tells how things are, and whenever the history or a job moves, whoever moved it, or something stands otherwise because time went by. */
export async function* watchLive(
  { core, jobs }: { core: Core; jobs: Jobs },
  signal: AbortSignal | undefined,
  looks?: Looks,
): AsyncGenerator<LiveEvent> {
  let seq: number | undefined
  let isOtherwise = false
  let told: ReturnType<Jobs['list']> | undefined
  const subscribe = (moved: () => void) => {
    const history = followHistory(core, moved)
    const ended = jobs.onMove(moved)
    const onMove = (otherwise: boolean) => {
      isOtherwise ||= otherwise
      moved()
    }
    const standing = followStanding(core, before, onMove, looks)
    return () => {
      history.close()
      ended()
      standing.close()
    }
  }
  await core.state.catchUp()
  // Before the page is told to ask, so that nothing can change unseen between its question and the first look. What keeps it from being told now is logged by
  // the looks that follow, and the pages go on.
  const before = await standingNow(core).catch(() => '')
  for await (const _ of moves(subscribe, signal)) {
    // What this very process records is in the state already, and nobody calls back for it a second time.
    const newest = core.state.last()?.seq ?? 0
    if (newest !== seq || isOtherwise) {
      seq = newest
      isOtherwise = false
      yield { what: 'state', seq: newest }
    }
    const now = jobs.list()
    if (now.length !== told?.length || now.some((job, place) => job !== told?.[place])) {
      told = now
      yield { what: 'jobs', jobs: now }
    }
  }
}
