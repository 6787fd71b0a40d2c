import type { Core } from '../core.ts'
import { status } from '../status.ts'

/** How often, in ms: what costs next to nothing; and how everything stands. */
export type Looks = { readonly often: number; readonly seldom: number }

const usual: Looks = { often: 1_000, seldom: 5_000 }

/** How everything stands, as a text to be compared. What was interrupted is recorded by it. */
export async function standingNow(core: Core): Promise<string> {
  return JSON.stringify(await status(core))
}

/**
 * Calls back when something stands otherwise though nobody has told of it: a plan has become stale, a pause is over, the process of a run is gone, a drive was
 * pulled out, the configuration is another. And when the history grew, if the system did not say so.
 * @param before how everything stood when the page began to ask, by {@link standingNow}: what changes from then on is told
 * @param onMove `otherwise`: it is not in the history
 */
export function followStanding(
  core: Core,
  before: string,
  onMove: (otherwise: boolean) => void,
  { often, seldom }: Looks = usual,
): { readonly close: () => void } {
  let closed = false
  let busy = false
  let logged = ''
  let lookedAt = core.ports.clock.monotonic()
  let known = { seq: core.state.last()?.seq, ...core.settings, stood: before }

  const look = async (): Promise<void> => {
    await core.state.catchUp()
    const { clock } = core.ports
    const grew = core.state.last()?.seq !== known.seq
    const isTime = grew || clock.monotonic() - lookedAt >= seldom
    const stood = isTime ? await standingNow(core) : known.stood
    if (isTime) lookedAt = clock.monotonic()
    const last = known
    known = { seq: core.state.last()?.seq, ...core.settings, stood }
    // What is recorded changes how everything stands, and is told by itself.
    const moved = last.stood !== stood && !grew
    const otherwise = moved || last.configuration !== known.configuration || last.problems !== known.problems
    if (!closed && (otherwise || last.seq !== known.seq)) onMove(otherwise)
  }
  const complain = (error: unknown) => {
    const text = error instanceof Error ? error.message : String(error)
    if (text !== logged && !closed) core.ports.log(core.redactor.redact(`Looking how everything stands: ${text}`))
    logged = text
  }
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    void look()
      .catch(complain)
      .finally(() => {
        busy = false
      })
  }, often)
  return {
    close: () => {
      closed = true
      clearInterval(timer)
    },
  }
}
