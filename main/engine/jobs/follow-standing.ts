import type { Core } from '../core.ts'
import { status } from '../status.ts'

/** How often, in ms: what costs next to nothing; and how everything stands. */
export type Looks = { readonly often: number; readonly seldom: number }

const usual: Looks = { often: 1_000, seldom: 5_000 }

/**
 * Calls back when something stands otherwise though nobody has told of it: a plan has become stale, a pause is over, the process of a run is gone, a drive was
 * pulled out, the configuration is another. And when the history grew, if the system did not say so.
 * @param onMove `otherwise`: it is not in the history
 */
export function followStanding(
  core: Core,
  onMove: (otherwise: boolean) => void,
  { often, seldom }: Looks = usual,
): { readonly close: () => void } {
  let closed = false
  let busy = false
  let logged = ''
  let lookedAt = Number.NEGATIVE_INFINITY
  let known = { seq: core.state.last()?.seq, ...core.settings, stood: '' }

  const look = async (): Promise<void> => {
    await core.state.catchUp()
    const { clock } = core.ports
    const grew = core.state.last()?.seq !== known.seq
    const isTime = grew || clock.monotonic() - lookedAt >= seldom
    // It records what was interrupted, too.
    const stood = isTime ? JSON.stringify(await status(core)) : known.stood
    if (isTime) lookedAt = clock.monotonic()
    const before = known
    known = { seq: core.state.last()?.seq, ...core.settings, stood }
    // What is recorded changes how everything stands, and is told by itself.
    const moved = before.stood !== '' && before.stood !== stood && !grew
    const otherwise = moved || before.configuration !== known.configuration || before.problems !== known.problems
    if (!closed && (otherwise || before.seq !== known.seq)) onMove(otherwise)
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
